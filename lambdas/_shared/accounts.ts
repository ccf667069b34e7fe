import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type SendSigned, signedRequests } from './signed-request.ts';
import { userPoolEndpoint } from './user-pool.ts';

/** Accounts of people, as administration sees them. An e-mail address has at most one. */
export interface Accounts {
  /** The person's `sub`, if the address has an account that somebody can sign in to. */
  find(email: string): Promise<string | undefined>;
  /** What the person of this `sub` signs in with; undefined when the account is gone. */
  emailOf(sub: string): Promise<string | undefined>;
  /** Makes an account for an address whose owner has proven to read its mail. */
  create(email: string, password: string): Promise<{ readonly sub: string } | 'exists' | 'password-policy'>;
}

const Attributes = z.array(z.object({ Name: z.string(), Value: z.string().optional() }));
const User = z.object({ UserStatus: z.string(), Enabled: z.boolean(), UserAttributes: Attributes });
const Created = z.object({ User: z.object({ Attributes }) });
const ErrorBody = z.object({ __type: z.string() });

/**
 * The user pool's calls for administrators, signed here: they are made once in a person's life, and a client would cost
 * every cold start. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export function accounts(
  environment: NodeJS.ProcessEnv,
  send: SendSigned = signedRequests(environment, { retries: 2, timeoutMs: 3_000 }),
): Accounts {
  const { USER_POOL_ID: pool } = environment;
  if (!pool) throw new Error('Environment variable USER_POOL_ID is not set');
  const url = userPoolEndpoint(environment);

  const call = async (action: string, input: object): Promise<{ answer: unknown } | { error: string }> => {
    const { status, body } = await send({
      service: 'cognito-idp',
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify({ UserPoolId: pool, ...input }),
    });
    const answer: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (status === 200) return { answer };
    return { error: ErrorBody.safeParse(answer).data?.__type.split('#').at(-1) ?? `status ${status}` };
  };
  const unexpected = (action: string, error: string) => new Error(`user pool answered ${error} to ${action}`);

  const look = async (email: string): Promise<{ readonly sub: string; readonly usable: boolean } | undefined> => {
    const result = await call('AdminGetUser', { Username: email });
    if ('answer' in result) {
      const { UserStatus, UserAttributes } = User.parse(result.answer);
      // Made by a call that died before it set the password: nobody can sign in to it.
      return { sub: subIn(UserAttributes), usable: UserStatus !== 'FORCE_CHANGE_PASSWORD' };
    }
    if (result.error === 'UserNotFoundException') return undefined;
    throw unexpected('AdminGetUser', result.error);
  };
  const make = async (email: string): Promise<string | 'exists'> => {
    const result = await call('AdminCreateUser', {
      Username: email,
      MessageAction: 'SUPPRESS',
      // Nobody learns it; the pool's own would be short.
      TemporaryPassword: randomBytes(48).toString('base64url'),
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    if ('answer' in result) return subIn(Created.parse(result.answer).User.Attributes);
    if (result.error !== 'UsernameExistsException') throw unexpected('AdminCreateUser', result.error);
    const there = await look(email);
    return there === undefined || there.usable ? 'exists' : there.sub;
  };

  return {
    async find(email) {
      const there = await look(email);
      return there?.usable ? there.sub : undefined;
    },
    async emailOf(sub) {
      const result = await call('AdminGetUser', { Username: sub });
      if ('answer' in result) return attribute(User.parse(result.answer).UserAttributes, 'email');
      if (result.error === 'UserNotFoundException') return undefined;
      throw unexpected('AdminGetUser', result.error);
    },
    async create(email, password) {
      const sub = await make(email);
      if (sub === 'exists') return 'exists';
      const result = await call('AdminSetUserPassword', { Username: sub, Password: password, Permanent: true });
      if ('answer' in result) return { sub };
      if (result.error === 'InvalidPasswordException' || result.error === 'InvalidParameterException') return 'password-policy';
      throw unexpected('AdminSetUserPassword', result.error);
    },
  };
}

const attribute = (attributes: z.infer<typeof Attributes>, name: string): string | undefined =>
  attributes.find(({ Name }) => Name === name)?.Value;

function subIn(attributes: z.infer<typeof Attributes>): string {
  const sub = attribute(attributes, 'sub');
  if (!sub) throw new Error('The user pool answered a person without a sub');
  return sub;
}
