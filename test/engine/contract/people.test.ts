import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineThread, startThread } from '../../../local/aws/engines/worker.ts';
import { aws, type Call } from '../../helpers/aws.ts';

const pool = 'eu-central-1_contract1';
const client = 'contractclient0000000000000';
const issuer = 'http://issuer.test';
const username = 'noor@example.com';
const temporary = 'Temporary-Password-1';
const password = 'Correct-Horse-Battery-9';

let folder: string;
let engine: EngineThread;
let cognito: Call;
let mails: { to: string; text: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-people-'));
  const file = new URL('../../../local/aws/engines/cognito-worker.ts', import.meta.url);
  engine = await startThread(file, { directory: folder, issuer }, (mail) => mails.push(mail));
  cognito = aws('cognito', engine.url);
  const policy = { PasswordPolicy: { MinimumLength: 12 } };
  await cognito('PutUserPool', { Id: pool, Name: 'contract', UsernameAttributes: ['email'], Policies: policy });
  await cognito('PutUserPoolClient', {
    UserPoolId: pool,
    ClientId: client,
    ClientName: 'contract',
    PreventUserExistenceErrors: 'ENABLED',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const made = await cognito('AdminCreateUser', {
    UserPoolId: pool,
    Username: username,
    TemporaryPassword: temporary,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: username }],
  });
  expect(made.status).toBe(200);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const signIn = (name: string, secret: string) =>
  cognito('InitiateAuth', {
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: name, PASSWORD: secret },
  });
const refresh = (token: string) =>
  cognito('InitiateAuth', { ClientId: client, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: token } });

describe('the user pool', () => {
  it('asks for a new password at the first sign-in, by a challenge that works for that person once', async () => {
    const { body } = await signIn(username, temporary);
    expect([body.ChallengeName, typeof body.Session]).toEqual(['NEW_PASSWORD_REQUIRED', 'string']);
    const answer = (secret: string, session = body.Session) =>
      cognito('RespondToAuthChallenge', {
        ClientId: client,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: secret },
      });
    expect((await answer('short')).body.__type).toContain('InvalidPasswordException');
    expect((await answer(password, 'another session of somebody else entirely')).status).toBe(400);
    const done = await answer(password);
    expect(done.status).toBe(200);
    expect((await refresh(done.body.AuthenticationResult.RefreshToken)).status).toBe(200);
    expect((await answer('Another-Password-22')).status).toBe(400);
  });

  it('answers a wrong password and an unknown person alike', async () => {
    const [wrong, unknown] = [await signIn(username, 'Wrong-Password-33'), await signIn('nobody@example.com', password)];
    expect(wrong.status).toBe(400);
    expect(wrong.body.__type).toContain('NotAuthorizedException');
    expect(unknown).toEqual(wrong);
  });

  it('gives an access token that its own key set verifies: issuer, client, use and end', async () => {
    const { body } = await signIn(username, password);
    const { AccessToken, ExpiresIn, TokenType } = body.AuthenticationResult;
    const keys = createRemoteJWKSet(new URL(`${engine.url}/${pool}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(AccessToken, keys, { issuer: `${issuer}/${pool}` });
    expect(payload).toMatchObject({ client_id: client, token_use: 'access', sub: expect.any(String) });
    expect(ExpiresIn).toBe((payload.exp ?? 0) - (payload.iat ?? 0));
    expect(TokenType).toBe('Bearer');
  });

  it('gives new access tokens for a refresh token until everything is signed out', async () => {
    const { body } = await signIn(username, password);
    const { AccessToken, RefreshToken } = body.AuthenticationResult;
    expect((await refresh(RefreshToken)).body.AuthenticationResult.AccessToken).toEqual(expect.any(String));
    expect((await refresh('made up')).status).toBe(400);
    expect((await cognito('GlobalSignOut', { AccessToken })).status).toBe(200);
    expect((await refresh(RefreshToken)).status).toBe(400);
  });

  it('sets a new password by a code from an e-mail, which cannot be guessed or used twice', async () => {
    mails = [];
    await cognito('ForgotPassword', { ClientId: client, Username: username });
    const code = /\d{6}/.exec(mails[0]?.text ?? '')?.[0] ?? '';
    expect(mails[0]?.to).toBe(username);
    const confirm = (given: string, secret: string) =>
      cognito('ConfirmForgotPassword', { ClientId: client, Username: username, ConfirmationCode: given, Password: secret });
    const wrong = code === '000000' ? '111111' : '000000';
    expect((await confirm(wrong, 'Newer-Password-44')).body.__type).toContain('CodeMismatchException');
    expect((await confirm(code, 'Newer-Password-44')).status).toBe(200);
    expect((await confirm(code, 'Newest-Password-55')).status).toBe(400);
    expect((await signIn(username, password)).status).toBe(400);
    expect((await signIn(username, 'Newer-Password-44')).status).toBe(200);
  });
});
