import { createPublicKey } from 'node:crypto';
import {
  CodeMismatchError,
  CognitoError,
  ExpiredCodeError,
  InvalidParameterError,
  NotAuthorizedError,
} from 'cognito-local/lib/errors.js';
import type { Route } from 'cognito-local/lib/server/Router.js';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import { generateSecret, verify } from 'cognito-local/lib/services/totp.js';
import type { User, UserPoolService } from 'cognito-local/lib/services/userPoolService.js';
import { jwtVerify } from 'jose';
import * as z from 'zod';

const WithToken = z.object({ AccessToken: z.string() });
const Verify = z.object({ AccessToken: z.string(), UserCode: z.string().regex(/^\d{6}$/) });
const Preference = z.object({
  AccessToken: z.string(),
  SoftwareTokenMfaSettings: z.object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) }),
});
const Change = z.object({ AccessToken: z.string(), PreviousPassword: z.string(), ProposedPassword: z.string() });

const method = 'SOFTWARE_TOKEN_MFA';
/** Longer than any code is taken: its own 30 seconds, and one period to either side. */
const rememberMs = 120_000;

/** Codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds), each of which is good once. */
export class OneTimeCodes {
  private readonly used = new Map<string, number>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  check(user: User, code: string): void {
    const secret = user.SoftwareTokenMfaConfiguration?.Secret;
    if (secret === undefined || !verify(secret, code)) throw new CodeMismatchError();
    for (const [key, until] of this.used) if (until <= this.now()) this.used.delete(key);
    const key = `${user.Username} ${secret} ${code}`;
    if (this.used.has(key)) throw new ExpiredCodeError();
    this.used.set(key, this.now() + rememberMs);
  }
}

/**
 * What people do with their own account. cognito-local takes any token it can read, enables a factor as soon as it is
 * verified, and checks no new password: here tokens are verified and the calls do what Cognito documents.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export function ownAccountTargets(
  services: Services,
  publicKey: string,
  codes: OneTimeCodes,
  checkPassword: (pool: UserPoolService, password: string) => void,
): Readonly<Record<string, Route>> {
  const key = createPublicKey(publicKey);

  async function own(context: Context, AccessToken: string): Promise<{ pool: UserPoolService; user: User }> {
    const claims = await jwtVerify(AccessToken, key, { algorithms: ['RS256'], currentDate: services.clock.get() }).then(
      ({ payload }) => payload,
      () => {
        throw new NotAuthorizedError('Invalid Access Token');
      },
    );
    if (claims.token_use !== 'access') throw new NotAuthorizedError('Invalid Access Token');
    const pool = await services.cognito.getUserPoolForClientId(context, z.string().parse(claims.client_id));
    const user = await pool.getUserByUsername(context, z.string().parse(claims.sub));
    if (user === null || !user.Enabled) throw new NotAuthorizedError('User does not exist or is disabled.');
    return { pool, user };
  }
  const without = ({ UserMFASettingList = [] }: User): string[] => UserMFASettingList.filter((one) => one !== method);

  return {
    GetUser: async (context, input) => {
      const { user } = await own(context, parse(WithToken, input).AccessToken);
      const { Username, Attributes, UserMFASettingList, PreferredMfaSetting } = user;
      return { Username, UserAttributes: Attributes, UserMFASettingList, PreferredMfaSetting };
    },
    AssociateSoftwareToken: async (context, input) => {
      const { pool, user } = await own(context, parse(WithToken, input).AccessToken);
      const Secret = generateSecret();
      await pool.saveUser(context, {
        ...user,
        SoftwareTokenMfaConfiguration: { Secret, Verified: false },
        UserMFASettingList: without(user),
        PreferredMfaSetting: undefined,
      });
      return { SecretCode: Secret };
    },
    VerifySoftwareToken: async (context, input) => {
      const { AccessToken, UserCode } = parse(Verify, input);
      const { pool, user } = await own(context, AccessToken);
      const waiting = user.SoftwareTokenMfaConfiguration;
      if (waiting === undefined) throw new InvalidParameterError('User has not associated a software token');
      try {
        codes.check(user, UserCode);
      } catch (error) {
        if (!(error instanceof CodeMismatchError)) throw error;
        throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA');
      }
      await pool.saveUser(context, { ...user, SoftwareTokenMfaConfiguration: { ...waiting, Verified: true } });
      return { Status: 'SUCCESS' };
    },
    SetUserMFAPreference: async (context, input) => {
      const { AccessToken, SoftwareTokenMfaSettings: wanted } = parse(Preference, input);
      const { pool, user } = await own(context, AccessToken);
      if (wanted.Enabled && user.SoftwareTokenMfaConfiguration?.Verified !== true) {
        throw new InvalidParameterError('User has not verified software token mfa');
      }
      await pool.saveUser(context, {
        ...user,
        UserMFASettingList: [...without(user), ...(wanted.Enabled ? [method] : [])],
        PreferredMfaSetting: wanted.Enabled && wanted.PreferredMfa ? method : undefined,
      });
      return {};
    },
    ChangePassword: async (context, input) => {
      const { AccessToken, PreviousPassword, ProposedPassword } = parse(Change, input);
      const { pool, user } = await own(context, AccessToken);
      if (PreviousPassword !== user.Password) throw new NotAuthorizedError('Incorrect username or password.');
      checkPassword(pool, ProposedPassword);
      await pool.saveUser(context, { ...user, Password: ProposedPassword, UserLastModifiedDate: services.clock.get() });
      return {};
    },
  };
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new InvalidParameterError(z.prettifyError(result.error));
  return result.data;
}
