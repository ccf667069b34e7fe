import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type UserPool, userPool } from './user-pool.ts';

let server: Server;
let pool: UserPool;
let asked: { target: string | undefined; type: string | undefined; body: unknown }[];
let answer: { status: number; body: unknown };

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      asked.push({ target: String(target), type: request.headers['content-type'], body: JSON.parse(text) });
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pool = userPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'client');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
});

const refuse = (type: string) => {
  answer = { status: 400, body: { __type: type, message: 'why' } };
};

describe('the user pool', () => {
  it('signs in, and never signs its requests', async () => {
    answer = { status: 200, body: { AuthenticationResult: { AccessToken: 'a', RefreshToken: 'r', IdToken: 'i' } } };
    expect(await pool.signIn('n@desk.test', 'p')).toEqual({ tokens: { accessToken: 'a', refreshToken: 'r' } });
    expect(asked).toEqual([
      {
        target: 'AWSCognitoIdentityProviderService.InitiateAuth',
        type: 'application/x-amz-json-1.1',
        body: { ClientId: 'client', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'n@desk.test', PASSWORD: 'p' } },
      },
    ]);
  });

  it('takes the answer to its challenge under its own user name, whatever is in it', async () => {
    const session = 'AYABe:with:colons';
    for (const username of ['0f3c-11', 'ns:işık@desk.test']) {
      answer = {
        status: 200,
        body: { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: session, ChallengeParameters: { USER_ID_FOR_SRP: username } },
      };
      const signIn = await pool.signIn('n@desk.test', 'given');
      if (!('challenge' in signIn)) throw new Error('no challenge');
      answer = { status: 200, body: { AuthenticationResult: { AccessToken: 'a' } } };
      expect(await pool.setFirstPassword(signIn.session, 'new')).toBe('done');
      expect(asked.at(-1)?.body).toMatchObject({
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: 'new' },
        Session: session,
      });
    }
  });

  it.each(['NotAuthorizedException', 'UserNotFoundException', 'InvalidPasswordException', 'PasswordResetRequiredException'])(
    'says no more than no at sign-in: %s',
    async (type) => {
      refuse(type);
      expect(await pool.signIn('n@desk.test', 'p')).toEqual({ refused: 'credentials' });
    },
  );

  it('tells a weak password and a busy pool apart, with or without a namespace', async () => {
    refuse('com.amazonaws.cognito.identity.idp.model#InvalidPasswordException');
    expect(await pool.resetPassword('n@desk.test', '123456', 'easy')).toEqual({ refused: 'password-policy' });
    refuse('TooManyRequestsException');
    expect(await pool.sendResetCode('n@desk.test')).toEqual({ refused: 'busy' });
    refuse('LimitExceededException');
    expect(await pool.sendResetCode('n@desk.test')).toEqual({ refused: 'credentials' });
  });

  it('throws at what is nobody’s no', async () => {
    refuse('ResourceNotFoundException');
    await expect(pool.signIn('n@desk.test', 'p')).rejects.toThrow('400 ResourceNotFoundException');
    answer = { status: 200, body: { ChallengeName: 'SMS_MFA', Session: 's' } };
    await expect(pool.signIn('n@desk.test', 'p')).rejects.toThrow('SMS_MFA');
    answer = { status: 200, body: {} };
    await expect(pool.refresh('r')).rejects.toThrow('without a token');
  });

  it('refreshes and revokes', async () => {
    answer = { status: 200, body: { AuthenticationResult: { AccessToken: 'b' } } };
    expect(await pool.refresh('r')).toEqual({ accessToken: 'b' });
    answer = { status: 200, body: {} };
    expect(await pool.revoke('r')).toBe('done');
    expect(asked.map(({ target }) => target?.split('.')[1])).toEqual(['InitiateAuth', 'RevokeToken']);
  });
});
