import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { isProblem } from '../_shared/problem.ts';
import { signUpRoutes } from './sign-up-routes.ts';

let table: TestTable;
let people: Map<string, string>;
let mails: { to: string; subject: string; text: string }[];
let pauses: number[];
let mailFails: boolean;
let email: string;
let count = 0;
const minute = 60_000;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  people = new Map([['known@desk.test', 'sub']]);
  mails = [];
  pauses = [];
  mailFails = false;
  count += 1;
  email = `nora${count}@desk.test`;
});

const routes = () =>
  signUpRoutes({
    table: table.platform,
    accounts: {
      find: async (address) => people.get(address),
      emailOf: async (sub) => [...people].find(([, known]) => known === sub)?.[0],
      async create(address, password) {
        if (people.has(address)) return 'exists';
        if (password === 'aaaaaaaaaaaa') return 'password-policy';
        people.set(address, `sub of ${address}`);
        return { sub: `sub of ${address}` };
      },
    },
    sendMail: async (mail) => {
      if (mailFails) throw new Error('the mail service answered 400');
      mails.push(mail);
    },
    pause: async (ms) => void pauses.push(ms),
  });

async function ask(name: 'begin' | 'confirm', body: object, at: number) {
  const answer: unknown = await (routes()[name] as (request: unknown) => unknown)({ body, now: at, requestId: 'r' });
  return isProblem(answer) ? answer : { code: undefined, answer };
}
const begin = (address = email, at = noon, language = 'en') => ask('begin', { email: address, language }, at);
const confirm = (code: string, at = noon, newPassword = 'a long password') =>
  ask('confirm', { email, code, newPassword, language: 'en' }, at);
const mailed = () => /\b\d{6}\b/.exec(mails.at(-1)?.text ?? '')?.[0] ?? 'no code';
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

describe('signing up', () => {
  it('makes an account with the code from the mail, which is good once', async () => {
    expect(await begin()).toEqual({ code: undefined, answer: undefined });
    expect(mails).toEqual([{ to: email, subject: expect.any(String), text: expect.stringContaining(mailed()) }]);
    expect(await confirm(mailed())).toMatchObject({ code: undefined });
    expect(people.get(email)).toBe(`sub of ${email}`);
    expect((await confirm(mailed())).code).toBe('challenge-failed');
  });

  it('keeps neither the address nor the code', async () => {
    await begin();
    const rows = JSON.stringify(await table.scan());
    expect(rows).not.toContain(email);
    expect(rows).not.toContain(mailed());
  });

  it('is answered alike for known and unknown addresses, after the same time, and only the mail tells', async () => {
    const unknown = await begin();
    const known = await begin('known@desk.test');
    expect(known).toEqual(unknown);
    expect(pauses).toEqual([1_000, 1_000]);
    expect(mails.map(({ to }) => to)).toEqual([email, 'known@desk.test']);
    expect(mails[1]?.text).toContain('already has one');
    expect(mails[1]?.text).not.toMatch(/\d{6}/);
    email = 'known@desk.test';
    expect((await confirm('000000')).code).toBe('challenge-failed');
  });

  it('is answered alike when the mail cannot be sent', async () => {
    mailFails = true;
    expect(await begin()).toEqual({ code: undefined, answer: undefined });
  });

  it('writes in the language that was asked for, else in English', async () => {
    for (const [language, words] of [
      ['tr', 'Kodunuz'],
      ['ar-EG', 'رمزك'],
      ['fi', 'Your code'],
    ] as const) {
      await begin(`${language}${email}`.toLowerCase(), noon, language);
      expect(mails.at(-1)?.text).toContain(words);
    }
  });
});

describe('a code', () => {
  it('ends after 15 minutes', async () => {
    await begin();
    expect((await confirm(mailed(), noon + 15 * minute)).code).toBe('challenge-failed');
    expect((await confirm(mailed(), noon + 15 * minute - 1)).code).toBeUndefined();
  });

  it('can be tried five times, and the right one does not help after that', async () => {
    await begin();
    const code = mailed();
    for (let attempt = 0; attempt < 5; attempt++) expect((await confirm(wrongOf(code))).code).toBe('challenge-failed');
    expect((await confirm(code)).code).toBe('challenge-failed');
    expect(people.has(email)).toBe(false);
  });

  it('can be tried five times even all at once', async () => {
    await begin();
    const code = mailed();
    const guesses = Array.from({ length: 40 }, (_, index) => String(index).padStart(6, '0')).filter((guess) => guess !== code);
    await Promise.all(guesses.map((guess) => confirm(guess)));
    const [row] = (await table.scan()).filter(({ tries }) => tries === 5);
    expect(row).toBeDefined();
    expect((await confirm(code)).code).toBe('challenge-failed');
  });

  it('is replaced by the next one', async () => {
    await begin();
    const first = mailed();
    await begin(email, noon + minute);
    expect((await confirm(first, noon + minute)).code).toBe(first === mailed() ? undefined : 'challenge-failed');
    expect((await confirm(mailed(), noon + minute)).code).toBe(first === mailed() ? 'challenge-failed' : undefined);
  });

  it('is not used up by a password that is refused', async () => {
    await begin();
    expect(await confirm(mailed(), noon, 'aaaaaaaaaaaa')).toMatchObject({ code: 'invalid-body' });
    expect((await confirm(mailed())).code).toBeUndefined();
  });

  it('does not overwrite an account that came to be in the meantime', async () => {
    await begin();
    people.set(email, 'somebody');
    expect((await confirm(mailed())).code).toBe('account-exists');
    expect(people.get(email)).toBe('somebody');
  });
});

describe('mails to one address', () => {
  it.each(['known@desk.test', undefined])('are three an hour at most: %s', async (address = email) => {
    mails = [];
    const start = noon + 10 * 60 * minute;
    for (const at of [0, 1, 2]) expect((await begin(address, start + at * minute)).code).toBeUndefined();
    expect((await begin(address, start + 3 * minute)).code).toBe('too-many');
    expect(mails).toHaveLength(3);
    expect((await begin(address, start + 60 * minute)).code).toBeUndefined();
    expect((await begin(address, start + 60 * minute)).code).toBe('too-many');
  });

  it('are not more when many ask at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => begin()));
    expect(mails.length).toBeLessThanOrEqual(3);
    expect(mails.length).toBeGreaterThanOrEqual(1);
  });
});
