import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  type AuthenticationResultType,
  ChangePasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeAt } from '../../test/helpers/totp.ts';
import { place } from '../parts.ts';
import { type Clients, clientsOf } from './clients.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let admin: Clients;
let pool: { ref: string; attributes: Readonly<Record<string, string>> };
let ClientId: string;
let open: CognitoIdentityProviderClient;
let email: string;
let offsetMs = 0;
let counter = 0;
const password = 'A-long-passw0rd';

beforeAll(async () => {
  stage = await startTestStage({ clock: () => Date.now() + offsetMs });
  admin = clientsOf(stage.aws.engines, place.region);
  pool = await stage.provision('AWS::Cognito::UserPool', 'Pool', {
    UsernameAttributes: ['email'],
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    Policies: { PasswordPolicy: { MinimumLength: 12, RequireLowercase: true, RequireNumbers: true } },
  });
  const client = await stage.provision('AWS::Cognito::UserPoolClient', 'Client', {
    UserPoolId: pool.ref,
    PreventUserExistenceErrors: 'ENABLED',
    AccessTokenValidity: 15,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
    IdTokenValidity: 15,
    RefreshTokenValidity: 30,
  });
  ClientId = client.ref;
  open = new CognitoIdentityProviderClient({ endpoint: `${stage.url}/cognito-idp`, region: place.region, maxAttempts: 1 });
}, 30_000);

afterAll(async () => {
  admin.close();
  await stage.close();
});

beforeEach(async () => {
  counter += 1;
  email = `ada${counter}@example.com`;
  await admin.cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: pool.ref,
      Username: email,
      TemporaryPassword: 'temporary-1',
      MessageAction: 'SUPPRESS',
    }),
  );
});

const settle = (): Promise<unknown> =>
  admin.cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.ref, Username: email, Password: password, Permanent: true }),
  );

async function signIn(given = password): Promise<AuthenticationResultType | undefined> {
  const command = new InitiateAuthCommand({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: given },
  });
  return (await open.send(command)).AuthenticationResult;
}

async function refresh(token = ''): Promise<AuthenticationResultType | undefined> {
  const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: token } });
  return (await open.send(command)).AuthenticationResult;
}

const refused = { name: 'NotAuthorizedException' };

describe('an access token', () => {
  it('can be verified with what the issuer in it publishes', async () => {
    await settle();
    const tokens = await signIn();
    expect(tokens).toMatchObject({ ExpiresIn: 900, TokenType: 'Bearer' });
    const issuer = pool.attributes.ProviderURL ?? '';
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(tokens?.AccessToken ?? '', keys, { issuer });
    expect(payload).toMatchObject({ client_id: ClientId, token_use: 'access', sub: expect.any(String) });
  });
});

describe('signing in', () => {
  it('needs the right password and does not tell who exists', async () => {
    await settle();
    await expect(signIn('wrong')).rejects.toMatchObject({ ...refused, message: 'Incorrect username or password.' });
    email = 'nobody@example.com';
    await expect(signIn()).rejects.toMatchObject({ ...refused, message: 'Incorrect username or password.' });
  });

  it('asks for a new password with the temporary one only, and the session it gives is good once and for its user', async () => {
    await expect(signIn('wrong')).rejects.toMatchObject(refused);
    const challenge = await open.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: 'temporary-1' },
      }),
    );
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (session: string | undefined, user: string, chosen: string): RespondToAuthChallengeCommand =>
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: { USERNAME: user, NEW_PASSWORD: chosen },
      });
    await expect(open.send(answer('made-up-session-made-up', email, password))).rejects.toMatchObject(refused);
    await expect(open.send(answer(challenge.Session, 'ada1@example.com', password))).rejects.toMatchObject(refused);
    await expect(open.send(answer(challenge.Session, email, 'short'))).rejects.toMatchObject({
      name: 'InvalidPasswordException',
    });
    const { AuthenticationResult } = await open.send(answer(challenge.Session, email, password));
    await expect(open.send(answer(challenge.Session, email, 'Another-passw0rd'))).rejects.toMatchObject(refused);
    expect((await refresh(AuthenticationResult?.RefreshToken))?.AccessToken).toBeTypeOf('string');
    expect((await signIn())?.AccessToken).toBeTypeOf('string');
  });

  it('ends for a disabled person, also the refreshing', async () => {
    await settle();
    const tokens = await signIn();
    await admin.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool.ref, Username: email }));
    await expect(signIn()).rejects.toMatchObject(refused);
    await expect(refresh(tokens?.RefreshToken)).rejects.toMatchObject(refused);
  });
});

describe('a second factor', () => {
  const now = () => Date.now() + offsetMs;
  async function turnOn(): Promise<{ token: string; secret: string }> {
    await settle();
    const token = (await signIn())?.AccessToken ?? '';
    const { SecretCode: secret = '' } = await open.send(new AssociateSoftwareTokenCommand({ AccessToken: token }));
    await open.send(new VerifySoftwareTokenCommand({ AccessToken: token, UserCode: codeAt(secret, now()) }));
    expect((await signIn())?.AccessToken).toBeTypeOf('string');
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await open.send(new SetUserMFAPreferenceCommand({ AccessToken: token, SoftwareTokenMfaSettings }));
    return { token, secret };
  }
  async function challenged(): Promise<{ Session: string | undefined; username: string }> {
    const { ChallengeName, ChallengeParameters, Session, AuthenticationResult } = await open.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    expect(AuthenticationResult).toBeUndefined();
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    return { Session, username: ChallengeParameters?.USER_ID_FOR_SRP ?? '' };
  }
  const answer = (Session: string | undefined, username: string, code: string, ChallengeName = 'SOFTWARE_TOKEN_MFA' as const) =>
    open.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code, NEW_PASSWORD: 'Another-passw0rd' },
      }),
    );

  it('is asked for at sign-in, and a code is good once', async () => {
    const { token, secret } = await turnOn();
    const { UserMFASettingList } = await open.send(new GetUserCommand({ AccessToken: token }));
    expect(UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
    const first = await challenged();
    await expect(answer(first.Session, first.username, codeAt(secret, now()))).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
    const next = codeAt(secret, now() + 30_000);
    expect((await answer(first.Session, first.username, next)).AuthenticationResult?.RefreshToken).toBeTypeOf('string');
    const second = await challenged();
    await expect(answer(second.Session, second.username, next)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  it('cannot be guessed, nor answered with another challenge', async () => {
    const { secret } = await turnOn();
    const { Session, username } = await challenged();
    const newPassword = answer(Session, username, '', 'NEW_PASSWORD_REQUIRED' as 'SOFTWARE_TOKEN_MFA');
    await expect(newPassword).rejects.toMatchObject(refused);
    const right = codeAt(secret, now() + 30_000);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(answer(Session, username, wrong)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(answer(Session, username, right)).rejects.toMatchObject(refused);
  });

  it('is turned off with an access token, and a token that somebody made is none', async () => {
    const { token } = await turnOn();
    const forged = await new SignJWT(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
      .setProtectedHeader({ alg: 'HS256', kid: 'CognitoLocal' })
      .sign(new TextEncoder().encode('guessed guessed guessed guessed!'));
    const turnOff = (AccessToken: string) =>
      open.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } }));
    await expect(turnOff(forged)).rejects.toMatchObject(refused);
    await challenged();
    await turnOff(token);
    expect((await signIn())?.AccessToken).toBeTypeOf('string');
  });
});

describe('a password', () => {
  it('is changed by whoever knows it, for one that the policy allows', async () => {
    await settle();
    const AccessToken = (await signIn())?.AccessToken;
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      open.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    await expect(change('wrong', 'Another-passw0rd')).rejects.toMatchObject(refused);
    await expect(change(password, 'short')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await change(password, 'Another-passw0rd');
    await expect(signIn()).rejects.toMatchObject(refused);
    expect((await signIn('Another-passw0rd'))?.AccessToken).toBeTypeOf('string');
  });

  it('that is guessed five times locks sign-in for a while, for the right one too', async () => {
    await settle();
    for (let attempt = 0; attempt < 5; attempt += 1) await expect(signIn('wrong')).rejects.toMatchObject(refused);
    await expect(signIn()).rejects.toMatchObject({ ...refused, message: 'Password attempts exceeded' });
    offsetMs += 1_500;
    await expect
      .poll(() =>
        signIn().then(
          (tokens) => tokens?.AccessToken,
          () => undefined,
        ),
      )
      .toBeTypeOf('string');
  });
});

describe('a refresh token', () => {
  it('ends when it is revoked, with signing out everywhere, and after its time', async () => {
    await settle();
    const revoked = await signIn();
    await open.send(new RevokeTokenCommand({ ClientId, Token: revoked?.RefreshToken }));
    await expect(refresh(revoked?.RefreshToken)).rejects.toMatchObject(refused);
    const everywhere = await signIn();
    expect((await refresh(everywhere?.RefreshToken))?.AccessToken).toBeTypeOf('string');
    await open.send(new GlobalSignOutCommand({ AccessToken: everywhere?.AccessToken }));
    await expect(refresh(everywhere?.RefreshToken)).rejects.toMatchObject(refused);
    const old = await signIn();
    offsetMs += 31 * 86_400_000;
    await expect.poll(() => refresh(old?.RefreshToken).catch(({ name }: Error) => name)).toBe('NotAuthorizedException');
  });
});

describe('a forgotten password', () => {
  const forgot = (): Promise<unknown> => open.send(new ForgotPasswordCommand({ ClientId, Username: email }));
  const confirm = (code: string): Promise<unknown> =>
    open.send(
      new ConfirmForgotPasswordCommand({ ClientId, Username: email, ConfirmationCode: code, Password: 'Brand-new-passw0rd' }),
    );
  const mailed = async (): Promise<string> => {
    await expect.poll(() => stage.mails.some(({ to }) => to === email)).toBe(true);
    return /\d{6}/.exec(stage.mails.findLast(({ to }) => to === email)?.text ?? '')?.[0] ?? '';
  };

  it('is replaced with the code from the mail, once', async () => {
    await settle();
    await forgot();
    const code = await mailed();
    await confirm(code);
    expect((await signIn('Brand-new-passw0rd'))?.AccessToken).toBeTypeOf('string');
    await expect(confirm(code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  it('cannot be replaced by guessing, after an hour, or without having asked', async () => {
    await settle();
    await expect(confirm('123456')).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await forgot();
    const code = await mailed();
    const wrong = code === '000000' ? '000001' : '000000';
    for (let attempt = 0; attempt < 5; attempt += 1)
      await expect(confirm(wrong)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(confirm(code)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await forgot();
    offsetMs += 61 * 60_000;
    await expect.poll(() => confirm('000000').catch(({ name }: Error) => name)).toBe('ExpiredCodeException');
  });

  it('is answered alike for somebody unknown, and no mail goes out', async () => {
    await settle();
    const known = await open.send(new ForgotPasswordCommand({ ClientId, Username: email }));
    const unknown = await open.send(new ForgotPasswordCommand({ ClientId, Username: 'nobody@example.com' }));
    expect(unknown.CodeDeliveryDetails).toMatchObject({
      ...known.CodeDeliveryDetails,
      Destination: expect.stringContaining('***'),
    });
    expect(stage.mails.some(({ to }) => to === 'nobody@example.com')).toBe(false);
  });
});

describe('administration', () => {
  it('needs credentials and permission', async () => {
    const create = new AdminCreateUserCommand({ UserPoolId: pool.ref, Username: 'eve@example.com', MessageAction: 'SUPPRESS' });
    const none = await stage.provision('AWS::IAM::Role', 'None', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    });
    const some = await stage.provision('AWS::IAM::Role', 'Some', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
      Policies: [
        {
          PolicyName: 'users',
          PolicyDocument: policyOf({ Action: 'cognito-idp:AdminCreateUser', Resource: pool.attributes.Arn }),
        },
      ],
    });
    const client = async (role: string): Promise<CognitoIdentityProviderClient> =>
      new CognitoIdentityProviderClient({
        endpoint: `${stage.url}/cognito-idp`,
        region: place.region,
        credentials: credentialsOf(await stage.environmentOf(role)),
      });
    await expect((await client(none.ref)).send(create)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await (await client(some.ref)).send(create);
    const disable = new AdminDisableUserCommand({ UserPoolId: pool.ref, Username: 'eve@example.com' });
    await expect((await client(some.ref)).send(disable)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
