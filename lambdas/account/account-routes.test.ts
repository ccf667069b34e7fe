import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { getSession, putSession } from '../_data/session.ts';
import type { SessionCookie } from '../_shared/cookies.ts';
import { isProblem } from '../_shared/problem.ts';
import { cookieName } from '../_shared/session-cookie.ts';
import type { Refused } from '../_shared/user-pool.ts';
import { type AccountDependencies, accountRoutes } from './account-routes.ts';

const hour = 3_600_000;
let table: TestTable;
let calls: string[];
let pauses: number[];
let enabled: boolean;
let sub: string;
let count = 0;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  calls = [];
  pauses = [];
  enabled = false;
  count += 1;
  sub = `sub-${count}`;
});

const no: Refused = { refused: 'credentials' };
const tokens = { accessToken: 'one use', refreshToken: 'refresh of one use' };
const note = async <Answer>(call: string, answer: Answer): Promise<Answer> => {
  calls.push(call);
  return answer;
};
const pool: AccountDependencies['pool'] = {
  profile: (token) => note(`profile ${token}`, token === 'mine' ? { email: 'nöra+1@desk.test', secondFactor: enabled } : no),
  signIn: (name, password) => {
    if (password !== 'right') return note('signIn', no);
    return note(`signIn ${name}`, enabled ? { challenge: 'SOFTWARE_TOKEN_MFA', session: 's' } : { tokens });
  },
  answerSecondFactor: (_, code) => note('answer', code === '123456' ? { tokens } : no),
  newSecret: (token) => note(`newSecret ${token}`, { secret: 'JBSWY3DPEHPK3PXP' }),
  confirmSecret: (token, code) => note(`confirmSecret ${token}`, code === '123456' ? 'done' : no),
  removeSecondFactor: (token) => note(`remove ${token}`, 'done'),
  changePassword: (_, password, newPassword) => {
    if (newPassword === 'too easy') return note('change', { refused: 'password-policy' });
    return note('change', password === 'right' ? 'done' : no);
  },
  revoke: (token) => note(`revoke ${token}`, 'done'),
};
const routes = () => accountRoutes({ table: table.platform, pool, pause: async (ms) => void pauses.push(ms) });

const idOf = (name: string) => `${sub}-${name}`.padEnd(22, '_');
const cookieOf = (id: string) => `${id}.${'r'.repeat(43)}.${'s'.repeat(43)}`;
async function signIn(name: string, device: string, at = noon, person = sub): Promise<string> {
  const id = idOf(name);
  const session = { id, sub: person, current: 'hash', refreshToken: 'sealed', usedAt: at, expiresAt: at / 1000 + 86_400 };
  await putSession(table.platform, session, { device, now: at });
  return id;
}
const isOpen = async (id: string) => (await getSession(table.platform, id, noon)) !== undefined;

type Name = keyof ReturnType<typeof routes>;
async function ask(name: Name, given: { body?: unknown; params?: unknown; from?: string; at?: number; token?: string } = {}) {
  const set: SessionCookie[] = [];
  const request = {
    sub,
    accessToken: given.token ?? 'mine',
    body: given.body,
    params: given.params,
    now: given.at ?? noon,
    cookies: new Map(given.from === undefined ? [] : [[cookieName, cookieOf(given.from)]]),
    setCookie: (one: SessionCookie) => void set.push(one),
  };
  const answer: unknown = await (routes()[name] as (request: unknown) => unknown)(request);
  return { answer, code: isProblem(answer) ? answer.code : undefined, cookie: set[0] };
}

describe('sessions', () => {
  it('are listed, the last used first, with the one that asks, and without those that are over', async () => {
    const phone = await signIn('phone', 'Safari on iPhone', noon - 2 * hour);
    const desk = await signIn('desk', 'Chrome on Windows', noon - hour);
    await signIn('old', 'Firefox on Linux', noon - 25 * hour);
    expect((await ask('sessions', { from: phone })).answer).toEqual({
      items: [
        {
          id: desk,
          current: false,
          device: 'Chrome on Windows',
          startedAt: new Date(noon - hour).toISOString(),
          lastUsedAt: new Date(noon - hour).toISOString(),
        },
        {
          id: phone,
          current: true,
          device: 'Safari on iPhone',
          startedAt: new Date(noon - 2 * hour).toISOString(),
          lastUsedAt: new Date(noon - 2 * hour).toISOString(),
        },
      ],
    });
  });

  it('are ended one by one; somebody else’s is not there', async () => {
    const mine = await signIn('mine', 'Chrome on Windows');
    const theirs = await signIn('theirs', 'Chrome on Windows', noon, `${sub}-colleague`);
    expect((await ask('endSession', { params: { id: theirs } })).code).toBe('not-found');
    expect(await isOpen(theirs)).toBe(true);
    expect(await ask('endSession', { params: { id: mine } })).toMatchObject({ code: undefined, cookie: undefined });
    expect(await isOpen(mine)).toBe(false);
    expect((await ask('sessions')).answer).toEqual({ items: [] });
    expect((await ask('endSession', { params: { id: mine } })).code).toBe('not-found');
  });

  it('take their cookie along when it is the own one', async () => {
    const mine = await signIn('mine', 'Chrome on Windows');
    expect((await ask('endSession', { params: { id: mine }, from: mine })).cookie).toMatchObject({ value: '', maxAge: 0 });
  });

  it('are ended everywhere else', async () => {
    const [here, there, elsewhere] = [await signIn('a', 'x'), await signIn('b', 'x'), await signIn('c', 'x')];
    await ask('endOtherSessions', { from: here });
    expect([await isOpen(here), await isOpen(there), await isOpen(elsewhere)]).toEqual([true, false, false]);
  });
});

describe('a new password', () => {
  const change = (password: string, newPassword = 'a new password', from?: string) =>
    ask('changePassword', { body: { password, newPassword }, ...(from && { from }) });

  it('signs out all other browsers', async () => {
    const [here, there] = [await signIn('a', 'x'), await signIn('b', 'x')];
    expect((await change('right', 'a new password', here)).code).toBeUndefined();
    expect([await isOpen(here), await isOpen(there)]).toEqual([true, false]);
  });

  it('needs the old one, slowly, and signs nobody out otherwise', async () => {
    const there = await signIn('b', 'x');
    expect((await change('wrong')).answer).toMatchObject({ code: 'invalid-body', errors: [{ path: 'password' }] });
    expect((await change('right', 'too easy')).answer).toMatchObject({ errors: [{ path: 'newPassword' }] });
    expect(pauses).toEqual([400, 400]);
    expect(await isOpen(there)).toBe(true);
  });
});

describe('the second factor', () => {
  it('begins with the password, and the tokens made for that are revoked', async () => {
    const { answer } = await ask('beginSecondFactor', { body: { password: 'right' } });
    expect(answer).toEqual({
      secret: 'JBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Frontdesk:n%C3%B6ra%2B1%40desk.test?secret=JBSWY3DPEHPK3PXP&issuer=Frontdesk&algorithm=SHA1&digits=6&period=30',
    });
    expect(calls).toEqual(['profile mine', `signIn ${sub}`, 'newSecret one use', 'revoke refresh of one use']);
    expect(await ask('beginSecondFactor', { body: { password: 'wrong' } })).toMatchObject({
      answer: { code: 'invalid-body', errors: [{ path: 'password' }] },
    });
  });

  it('that is on is not taken out of use by beginning again', async () => {
    enabled = true;
    expect((await ask('beginSecondFactor', { body: { password: 'right' } })).code).toBe('conflict');
    expect(calls).toEqual(['profile mine']);
  });

  it('counts once a code is confirmed', async () => {
    expect((await ask('confirmSecondFactor', { body: { code: '000000' } })).answer).toMatchObject({ errors: [{ path: 'code' }] });
    expect((await ask('confirmSecondFactor', { body: { code: '123456' } })).code).toBeUndefined();
    enabled = true;
    expect((await ask('secondFactor')).answer).toEqual({ enabled: true });
    expect((await ask('secondFactor', { token: 'not mine' })).code).toBe('signed-out');
  });

  it('is removed with password and code', async () => {
    enabled = true;
    const remove = (password: string, code: string) => ask('removeSecondFactor', { body: { password, code } });
    expect((await remove('wrong', '123456')).answer).toMatchObject({ errors: [{ path: 'password' }] });
    expect((await remove('right', '000000')).answer).toMatchObject({ errors: [{ path: 'code' }] });
    expect(calls).not.toContain('remove one use');
    expect((await remove('right', '123456')).code).toBeUndefined();
    expect(calls.slice(-2)).toEqual(['remove one use', 'revoke refresh of one use']);
  });
});
