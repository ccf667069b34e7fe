import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { policyOf, startTestStage, type TestStage, trustOf } from '../../local/aws/testing.ts';
import { type Accounts, accounts } from './accounts.ts';
import { signedRequests } from './signed-request.ts';
import { userPool } from './user-pool.ts';

let stage: TestStage;
let environment: Record<string, string>;
let known: Accounts;
let signIn: (email: string, password: string) => Promise<object>;
let email: string;
let count = 0;
const password = 'a long password';

beforeAll(async () => {
  stage = await startTestStage();
  const pool = await stage.provision('AWS::Cognito::UserPool', 'Pool', {
    UsernameAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
  });
  const client = await stage.provision('AWS::Cognito::UserPoolClient', 'Client', {
    UserPoolId: pool.ref,
    PreventUserExistenceErrors: 'ENABLED',
  });
  const role = await stage.provision('AWS::IAM::Role', 'Role', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'people',
        PolicyDocument: policyOf({
          Action: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminCreateUser', 'cognito-idp:AdminSetUserPassword'],
          Resource: pool.attributes.Arn,
        }),
      },
    ],
  });
  environment = { ...(await stage.environmentOf(role.ref)), USER_POOL_ID: pool.ref };
  known = accounts(environment);
  const { signIn: ask } = userPool(`${stage.url}/cognito-idp`, client.ref);
  signIn = ask;
}, 30_000);
afterAll(() => stage.close());
beforeEach(() => {
  count += 1;
  email = `nora${count}@example.net`;
});

describe('an account', () => {
  it('is made once, can be signed in to, and no mail tells of it', async () => {
    expect(await known.find(email)).toBeUndefined();
    const made = await known.create(email, password);
    expect(made).toEqual({ sub: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await known.find(email)).toBe(typeof made === 'object' ? made.sub : '');
    expect(await signIn(email, password)).toHaveProperty('tokens');
    expect(await known.create(email, 'another password')).toBe('exists');
    expect(await signIn(email, password)).toHaveProperty('tokens');
    expect(stage.mails).toEqual([]);
  });

  it('is finished by the next try when making it broke off before its password', async () => {
    const send = signedRequests(environment, { retries: 0, timeoutMs: 3_000 });
    const breaking = accounts(environment, (request) => {
      if (request.headers?.['x-amz-target']?.endsWith('AdminSetUserPassword')) throw new Error('gone');
      return send(request);
    });
    await expect(breaking.create(email, password)).rejects.toThrow('gone');
    expect(await known.find(email)).toBeUndefined();
    expect(await known.create(email, password)).toHaveProperty('sub');
    expect(await signIn(email, password)).toHaveProperty('tokens');
  });

  it('needs the rights', async () => {
    const role = await stage.provision('AWS::IAM::Role', 'None', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    });
    const none = accounts({ ...(await stage.environmentOf(role.ref)), USER_POOL_ID: environment.USER_POOL_ID });
    await expect(none.create(email, password)).rejects.toThrow('AccessDeniedException');
  });
});
