import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { listBrowsers } from '../_data/session.ts';
import type { SessionCookie } from '../_shared/cookies.ts';
import { isProblem } from '../_shared/problem.ts';
import { cookieName } from '../_shared/session-cookie.ts';
import type { Refused, UserPool } from '../_shared/user-pool.ts';
import { sessionRoutes } from './session-routes.ts';

const day = 24 * 3_600_000;
const tokenFor = (sub: string) =>
  `h.${Buffer.from(JSON.stringify({ sub, exp: noon / 1000 + 900, n: randomBytes(4).toString('hex') })).toString('base64url')}.s`;

let table: TestTable;
let calls: string[];
let pauses: number[];
let refreshes: () => Promise<{ accessToken: string } | Refused>;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  calls = [];
  pauses = [];
  refreshes = async () => ({ accessToken: tokenFor('nour') });
});

const signedIn = () => ({ tokens: { accessToken: tokenFor('nour'), refreshToken: 'refresh-token-of-nour' } });
const pool: UserPool = {
  async signIn(email, password) {
    calls.push(`signIn ${email}`);
    if (email === 'new@desk.test' && password === 'given') return { challenge: 'NEW_PASSWORD_REQUIRED', session: 'pool-session' };
    if (email === 'careful@desk.test') return { challenge: 'SOFTWARE_TOKEN_MFA', session: 'pool-session' };
    if (email === 'busy@desk.test') return { refused: 'busy' };
    return ['right', 'my new password'].includes(password) ? signedIn() : { refused: 'credentials' };
  },
  async setFirstPassword(session, newPassword) {
    calls.push('setFirstPassword');
    if (newPassword === 'too easy') return { refused: 'password-policy' };
    return session === 'pool-session' ? 'done' : { refused: 'credentials' };
  },
  async answerSecondFactor(session, code) {
    calls.push('answerSecondFactor');
    return session === 'pool-session' && code === '123456' ? signedIn() : { refused: 'credentials' };
  },
  async refresh(token) {
    calls.push(`refresh ${token}`);
    return refreshes();
  },
  async revoke(token) {
    calls.push(`revoke ${token}`);
    return 'done';
  },
  async sendResetCode(email) {
    calls.push(`code ${email}`);
    return email === 'nour@desk.test' ? 'done' : { refused: 'credentials' };
  },
  async resetPassword(_, code) {
    return code === '123456' ? 'done' : { refused: 'credentials' };
  },
};
const routes = () =>
  sessionRoutes({
    table: table.platform,
    pool,
    accounts: { find: async (email) => (email === 'nour@desk.test' ? 'nour' : undefined) },
    pause: async (ms) => void pauses.push(ms),
  });

type Name = keyof ReturnType<typeof routes>;
async function ask(name: Name, body?: unknown, { cookie, at = noon }: { cookie?: string | undefined; at?: number } = {}) {
  const set: SessionCookie[] = [];
  const request = {
    body,
    now: at,
    requestId: 'r',
    origin: undefined,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36',
    cookies: new Map(cookie === undefined ? [] : [[cookieName, cookie]]),
    setCookie: (one: SessionCookie) => void set.push(one),
  };
  const answer: unknown = await (routes()[name] as (request: unknown) => unknown)(request);
  return { answer, code: isProblem(answer) ? answer.code : undefined, cookie: set[0]?.value, maxAge: set[0]?.maxAge };
}
const login = (password = 'right') => ask('login', { email: 'nour@desk.test', password });
const refresh = (cookie: string | undefined, at = noon) => ask('refresh', undefined, { cookie, at });
const sessions = async () => (await table.scan()).filter(({ pk }) => String(pk).startsWith('SESSION#'));

describe('signing in', () => {
  it('answers a token and keeps the rest in the cookie, for 30 days', async () => {
    const { answer, cookie, maxAge } = await login();
    expect(answer).toEqual({ accessToken: expect.stringMatching(/^h\./), expiresIn: 900 });
    expect(cookie).toMatch(/^[\w-]{22}\.[\w-]{43}\.[\w-]{43}$/);
    expect(maxAge).toBe((30 * day) / 1000);
    expect(pauses).toEqual([400]);
  });
  it('stores neither the refresh token nor a secret of the cookie', async () => {
    const { cookie } = await login();
    const [id, rotation, sealKey] = cookie?.split('.') ?? [];
    const stored = JSON.stringify((await sessions()).find((one) => one.id === id));
    expect(stored).toContain('nour');
    for (const secret of ['refresh-token-of-nour', rotation, sealKey]) expect(stored).not.toContain(secret);
  });
  it('refuses a wrong password and an unknown e-mail alike', async () => {
    const wrong = await login('wrong');
    const unknown = await ask('login', { email: 'nobody@desk.test', password: 'wrong' });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ code: 'wrong-credentials', cookie: undefined });
  });
  it('says when the pool is busy', async () => {
    expect(await ask('login', { email: 'busy@desk.test', password: 'x' })).toMatchObject({ code: 'too-many' });
  });
});

describe('the first password', () => {
  const challenge = (session: string, newPassword: string) => ask('challenge', { email: 'new@desk.test', session, newPassword });

  it('is asked for, and then signs in', async () => {
    const first = await ask('login', { email: 'new@desk.test', password: 'given' });
    expect(first).toMatchObject({ answer: { challenge: 'NEW_PASSWORD_REQUIRED', session: 'pool-session' }, cookie: undefined });
    const { answer, cookie } = await challenge('pool-session', 'my new password');
    expect(answer).toMatchObject({ expiresIn: 900 });
    expect((await refresh(cookie)).code).toBeUndefined();
  });
  it('needs the session of the challenge, and a password that the pool takes', async () => {
    expect(await challenge('another', 'my new password')).toMatchObject({ code: 'challenge-failed', cookie: undefined });
    expect((await challenge('pool-session', 'too easy')).answer).toMatchObject({
      code: 'invalid-body',
      errors: [{ path: 'newPassword' }],
    });
  });
});

describe('the second factor', () => {
  const answerWith = (code: string, session = 'pool-session') =>
    ask('secondFactor', { email: 'careful@desk.test', session, code });

  it('is asked for after the password, and then signs in', async () => {
    const first = await ask('login', { email: 'careful@desk.test', password: 'right' });
    expect(first).toMatchObject({ answer: { challenge: 'SOFTWARE_TOKEN_MFA' }, cookie: undefined });
    const { answer, cookie } = await answerWith('123456');
    expect(answer).toMatchObject({ expiresIn: 900 });
    expect((await refresh(cookie)).code).toBeUndefined();
  });
  it('needs the right code and the session of the password, and takes its time to refuse', async () => {
    expect(await answerWith('654321')).toMatchObject({ code: 'challenge-failed', cookie: undefined });
    expect(await answerWith('123456', 'made up')).toMatchObject({ code: 'challenge-failed', cookie: undefined });
    expect(pauses).toEqual([400, 400]);
  });
});

describe('a refresh', () => {
  it('answers a token and replaces the cookie, not its end', async () => {
    const first = await login();
    const second = await refresh(first.cookie, noon + day);
    expect(second.answer).toMatchObject({ accessToken: expect.stringMatching(/^h\./) });
    expect(calls).toContain('refresh refresh-token-of-nour');
    expect(second.cookie?.split('.')[0]).toBe(first.cookie?.split('.')[0]);
    expect(second.cookie).not.toBe(first.cookie);
    expect(second.maxAge).toBe((29 * day) / 1000);
    expect((await refresh(second.cookie, noon + 2 * day)).code).toBeUndefined();
  });
  it('by two tabs at once works for both, and gives both the same next cookie', async () => {
    const { cookie } = await login();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(cookie)));
    expect(answers.map(({ code }) => code)).toEqual(Array(6).fill(undefined));
    expect(new Set(answers.map((one) => one.cookie)).size).toBe(1);
    expect((await refresh(answers[5]?.cookie, noon + day)).code).toBeUndefined();
  });
  it('with the cookie before works for 30 seconds and then ends the session for both', async () => {
    const first = await login();
    const second = await refresh(first.cookie);
    expect(await refresh(first.cookie, noon + 29_999)).toMatchObject({ code: undefined, cookie: second.cookie });
    expect(await refresh(first.cookie, noon + 30_000)).toMatchObject({ code: 'session-expired', cookie: '', maxAge: 0 });
    expect((await refresh(second.cookie, noon + 30_001)).code).toBe('session-expired');
  });
  it('with an older cookie ends the session at once', async () => {
    const first = await login();
    const second = await refresh(first.cookie);
    const third = await refresh(second.cookie, noon + 1);
    expect((await refresh(first.cookie, noon + 2)).code).toBe('session-expired');
    expect((await refresh(third.cookie, noon + 3)).code).toBe('session-expired');
    expect(calls).toContain('revoke refresh-token-of-nour');
    expect(await listBrowsers(table.platform, 'nour', noon)).not.toContainEqual(
      expect.objectContaining({ id: first.cookie?.split('.')[0] }),
    );
  });
  it('notes at most every hour when the browser was used last', async () => {
    const { cookie } = await login();
    const id = cookie?.split('.')[0];
    const lastUsed = async () => (await listBrowsers(table.platform, 'nour', noon)).find((one) => one.id === id);
    expect(await lastUsed()).toMatchObject({ device: 'Chrome on Windows', startedAt: noon, usedAt: noon });
    const second = await refresh(cookie, noon + 59 * 60_000);
    expect(await lastUsed()).toMatchObject({ usedAt: noon });
    await refresh(second.cookie, noon + 61 * 60_000);
    expect(await lastUsed()).toMatchObject({ usedAt: noon + 61 * 60_000, startedAt: noon });
  });
  it('with the right id and a wrong secret or key ends the session', async () => {
    for (const part of [1, 2]) {
      const { cookie } = await login();
      const forged = cookie
        ?.split('.')
        .map((text, index) => (index === part ? 'A'.repeat(43) : text))
        .join('.');
      calls = [];
      expect((await refresh(forged)).code).toBe('session-expired');
      expect(calls.filter((call) => call.startsWith('refresh'))).toEqual([]);
      expect((await refresh(cookie)).code).toBe('session-expired');
    }
  });
  it('without a cookie, or with something else, is signed out', async () => {
    expect(await refresh(undefined)).toMatchObject({ code: 'session-expired', cookie: undefined });
    expect(await refresh('nonsense')).toMatchObject({ code: 'session-expired', cookie: '' });
  });
  it('keeps the cookie good when the pool cannot be reached or is busy', async () => {
    const { cookie } = await login();
    refreshes = () => Promise.reject(new Error('network'));
    await expect(refresh(cookie)).rejects.toThrow('network');
    refreshes = async () => ({ refused: 'busy' });
    expect(await refresh(cookie)).toMatchObject({ code: 'too-many', cookie: undefined });
    refreshes = async () => ({ accessToken: tokenFor('nour') });
    expect((await refresh(cookie)).code).toBeUndefined();
  });
  it('ends with the refresh token, and after 30 days', async () => {
    const { cookie } = await login();
    expect((await refresh(cookie, noon + 30 * day)).code).toBe('session-expired');
    const other = await login();
    refreshes = async () => ({ refused: 'credentials' });
    expect(await refresh(other.cookie)).toMatchObject({ code: 'session-expired', cookie: '' });
  });
});

describe('signing out', () => {
  it('ends the session here and at the pool', async () => {
    const { cookie } = await login();
    expect(await ask('logout', undefined, { cookie })).toMatchObject({ answer: undefined, cookie: '', maxAge: 0 });
    expect(calls).toContain('revoke refresh-token-of-nour');
    expect((await refresh(cookie)).code).toBe('session-expired');
  });
  it('works without a session', async () => {
    expect((await ask('logout')).answer).toBeUndefined();
    expect(calls).toEqual([]);
  });
});

describe('a forgotten password', () => {
  it('answers alike for known and unknown, after the same time', async () => {
    const known = await ask('forgot', { email: 'nour@desk.test' });
    const unknown = await ask('forgot', { email: 'nobody@desk.test' });
    expect(known).toEqual(unknown);
    expect(known.answer).toBeUndefined();
    expect(pauses).toEqual([1_000, 1_000]);
  });
  it('is set with the code', async () => {
    const reset = (code: string) => ask('reset', { email: 'nour@desk.test', code, newPassword: 'my new password' });
    expect((await reset('123456')).answer).toBeUndefined();
    expect((await reset('000000')).code).toBe('challenge-failed');
  });
  it('that is set anew signs out every browser; a wrong code signs out none', async () => {
    const { cookie } = await login();
    const reset = (code: string) => ask('reset', { email: 'nour@desk.test', code, newPassword: 'my new password' });
    await reset('000000');
    const { cookie: rotatedCookie, code } = await refresh(cookie);
    expect(code).toBeUndefined();
    await reset('123456');
    expect((await refresh(rotatedCookie)).code).toBe('session-expired');
  });
});
