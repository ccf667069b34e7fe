import { randomInt } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../helpers/api.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { codeAt } from '../helpers/totp.ts';
import { mailsTo, password, someAddress, Visitor } from '../helpers/visitor.ts';

let stage: Stage;
beforeAll(() => {
  stage = sharedStage();
});
afterEach(() => stage.clock(0));

const without = ({ status, body }: Reply) => ({ status, body: body && { ...body, requestId: '' } });
const otherThan = (code: string | undefined): string => {
  const guess = String(randomInt(1_000_000)).padStart(6, '0');
  return guess === code ? otherThan(code) : guess;
};

/** Probability that two samples differ by chance: Mann-Whitney, normal approximation, two-sided. */
function rankSum(one: readonly number[], other: readonly number[]): number {
  const ranked = [...one.map((ms) => ({ ms, first: true })), ...other.map((ms) => ({ ms, first: false }))].sort(
    (a, b) => a.ms - b.ms,
  );
  const sum = ranked.reduce((total, { first }, index) => total + (first ? index + 1 : 0), 0);
  const [n, m] = [one.length, other.length];
  const z = (sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.min(1, (2 * tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
}

describe('a code from the mail', () => {
  it('can be tried five times, also by many at once; after that the right one is refused too', async () => {
    const visitor = new Visitor(stage);
    const email = someAddress();
    await visitor.call('POST', '/v1/sign-up', { email, language: 'en' });
    const [letter] = await mailsTo(stage, email);
    const confirm = (code: string | undefined) =>
      visitor.call('POST', '/v1/sign-up/confirm', { email, code, newPassword: password, language: 'en' });
    const guesses = await Promise.all(Array.from({ length: 30 }, () => confirm(otherThan(letter?.code))));
    expect(new Set(guesses.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['401 challenge-failed']));
    expect(without(await confirm(letter?.code))).toEqual(without(guesses[0] ?? (await confirm('000000'))));
    expect((await visitor.signIn(email)).status).toBe(401);
  });

  it('goes out three times an hour to one address, whether or not it has an account', async () => {
    const visitor = new Visitor(stage);
    const known = await visitor.signUp();
    for (const email of [known, someAddress()]) {
      const before = (await mailsTo(stage, email)).length;
      const answers: number[] = [];
      for (let time = 0; time < 5; time++) {
        answers.push((await visitor.call('POST', '/v1/sign-up', { email, language: 'en' })).status);
      }
      expect(answers).toEqual([204, 204, 204, 429, 429]);
      expect((await mailsTo(stage, email)).length - before).toBe(3);
    }
  });
});

describe('whether an address has an account', () => {
  const requests: Readonly<Record<string, (email: string) => [path: string, body: object]>> = {
    'signing in': (email) => ['/v1/session/login', { email, password: 'not the password' }],
    'asking for an account': (email) => ['/v1/sign-up', { email, language: 'en' }],
    'a code for an account': (email) => ['/v1/sign-up/confirm', { email, code: '000000', newPassword: password, language: 'en' }],
    'asking for a new password': (email) => ['/v1/session/forgot', { email }],
    'a code for a new password': (email) => ['/v1/session/reset', { email, code: '000000', newPassword: password }],
  };

  it.each(Object.keys(requests))('cannot be told from the answer or its time: %s', async (name) => {
    const visitor = new Visitor(stage);
    const known = await visitor.signUp();
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    const answers = new Set<string>();
    // The first two warm the function; each round asks in another order.
    for (let round = 0; round < 9; round++) {
      const order = round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const kind of order) {
        const fresh = name === 'asking for an account' && round > 1;
        const email = kind === 'known' ? (fresh ? await new Visitor(stage).signUp() : known) : someAddress();
        const [path, body] = requests[name]?.(email) ?? ['', {}];
        const start = performance.now();
        const answer = await visitor.call('POST', path, body, { authorization: undefined, cookie: undefined });
        if (round > 0) times[kind].push(performance.now() - start);
        if (answer.status !== 429) answers.add(JSON.stringify(without(answer)));
      }
    }
    expect([...answers]).toHaveLength(1);
    expect(rankSum(times.known, times.unknown)).toBeGreaterThan(0.001);
    // Ranges overlap: no threshold tells them apart.
    expect(Math.min(...times.known)).toBeLessThan(Math.max(...times.unknown));
    expect(Math.min(...times.unknown)).toBeLessThan(Math.max(...times.known));
  });
});

describe('a password', () => {
  it('cannot be sprayed: after a few wrong ones the right one is refused for a while, in the same words', async () => {
    const visitor = new Visitor(stage);
    const email = await visitor.signUp();
    const wrong: Reply[] = [];
    for (let time = 0; time < 6; time++) wrong.push(await visitor.signIn(email, `guess number ${time}`));
    expect(new Set(wrong.map((answer) => JSON.stringify(without(answer)))).size).toBe(1);
    expect(without(await visitor.signIn(email))).toEqual(without(wrong[0] ?? (await visitor.signIn(email, 'x'))));
    await stage.clock(16 * 60_000);
    expect((await visitor.signIn(email)).status).toBe(200);
  });
});

describe('a second factor', () => {
  async function careful(): Promise<{ visitor: Visitor; email: string; secret: string }> {
    const visitor = new Visitor(stage);
    const email = await visitor.signUp();
    const { body } = await visitor.call('POST', '/v1/account/second-factor', { password });
    expect(body.uri).toContain(`secret=${body.secret}&issuer=Frontdesk`);
    const on = await visitor.call('POST', '/v1/account/second-factor/confirm', { code: codeAt(body.secret, Date.now()) });
    expect(on.status).toBe(204);
    return { visitor, email, secret: body.secret };
  }
  const second = (visitor: Visitor, email: string, session: string, code: string) =>
    visitor.call('POST', '/v1/session/second-factor', { email, session, code });

  it('is asked for after the password, and a code is good once', async () => {
    const { email, secret } = await careful();
    const visitor = new Visitor(stage);
    const first = await visitor.signIn(email);
    expect(first.body).toMatchObject({ challenge: 'SOFTWARE_TOKEN_MFA' });
    expect([visitor.cookie, visitor.token]).toEqual(['', '']);
    const next = codeAt(secret, Date.now() + 30_000);
    expect((await second(visitor, email, first.body.session, next)).status).toBe(200);
    expect((await visitor.call('GET', '/v1/account/second-factor')).body).toEqual({ enabled: true });
    const thief = new Visitor(stage);
    const again = await thief.signIn(email);
    expect(await second(thief, email, again.body.session, next)).toMatchObject({
      status: 401,
      body: { code: 'challenge-failed' },
    });
    expect(thief.cookie).toBe('');
  });

  it('cannot be guessed, nor given without the password', async () => {
    const { email, secret } = await careful();
    const visitor = new Visitor(stage);
    const right = codeAt(secret, Date.now() + 30_000);
    for (const made of ['', 'bm9ib2R5:made-up', `${Buffer.from(email).toString('base64url')}:made-up`]) {
      expect([400, 401]).toContain((await second(visitor, email, made, right)).status);
    }
    const { body } = await visitor.signIn(email);
    for (let time = 0; time < 5; time++) expect((await second(visitor, email, body.session, otherThan(right))).status).toBe(401);
    expect((await second(visitor, email, body.session, right)).status).toBe(401);
    expect(
      (await visitor.call('POST', '/v1/session/challenge', { email, session: body.session, newPassword: password })).status,
    ).toBe(401);
    expect([visitor.cookie, visitor.token]).toEqual(['', '']);
  });

  it('is removed with password and code only', async () => {
    const { visitor, email, secret } = await careful();
    const remove = (given: string, code: string) =>
      visitor.call('POST', '/v1/account/second-factor/remove', { password: given, code });
    const next = codeAt(secret, Date.now() + 30_000);
    expect((await remove('not the password', next)).body.errors[0].path).toBe('password');
    expect((await remove(password, otherThan(next))).body.errors[0].path).toBe('code');
    expect((await visitor.call('POST', '/v1/account/second-factor', { password })).status).toBe(409);
    expect((await new Visitor(stage).signIn(email)).body).toMatchObject({ challenge: 'SOFTWARE_TOKEN_MFA' });
    expect((await remove(password, next)).status).toBe(204);
    expect((await new Visitor(stage).signIn(email)).status).toBe(200);
    expect((await visitor.call('GET', '/v1/account/second-factor')).body).toEqual({ enabled: false });
  });
});
