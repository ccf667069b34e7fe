import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { type CookieValue, formatCookieValue, parseCookieValue } from '../_shared/session-cookie.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { beginSession, refreshSession, type SessionDependencies } from './sessions.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const accessToken = `h.${Buffer.from(JSON.stringify({ sub: 'nour', exp: noon / 1000 + 900 })).toString('base64url')}.s`;
const grace = 30_000;

/** A browser: all its tabs share one cookie, which the answer to any of them replaces. */
interface Jar {
  cookie: CookieValue;
}

async function signIn(): Promise<Jar> {
  const begun = await beginSession({ table: table.platform }, { accessToken, refreshToken: 'r' }, { device: 'x', now: noon });
  return { cookie: parsed(begun.cookie?.value) };
}
function parsed(text: string | undefined): CookieValue {
  const value = parseCookieValue(text);
  if (value === undefined) throw new Error('no cookie');
  return value;
}

/** Every call of the table and of the pool waits for its turn, which the scheduler draws. */
function scheduled(scheduler: fc.Scheduler): SessionDependencies {
  const { client, table: name } = table.platform;
  const turns = new Proxy(client, {
    get: (target, property, receiver) =>
      property === 'send'
        ? async (command: Parameters<typeof client.send>[0]) => {
            await scheduler.schedule(Promise.resolve(), 'table');
            return client.send(command);
          }
        : Reflect.get(target, property, receiver),
  });
  const platform: PlatformTable = { client: turns, table: name };
  return {
    table: platform,
    pool: {
      ...nothingElse,
      refresh: async () => {
        await scheduler.schedule(Promise.resolve(), 'pool');
        return { accessToken };
      },
      revoke: async () => 'done',
    },
  };
}
const unexpected = () => Promise.reject(new Error('not asked in these tests'));
const nothingElse = {
  signIn: unexpected,
  setFirstPassword: unexpected,
  answerSecondFactor: unexpected,
  sendResetCode: unexpected,
  resetPassword: unexpected,
};

/** One tab asks for a token, with the cookie the browser has at that moment. */
async function tab(jar: Jar, dependencies: SessionDependencies, now: number): Promise<string> {
  const outcome = await refreshSession(dependencies, { ...jar.cookie }, now);
  if (typeof outcome === 'string') return outcome;
  if (outcome.cookie) jar.cookie = parsed(outcome.cookie.value);
  return 'token';
}

const settings: fc.Parameters<unknown> = { numRuns: 40, endOnFailure: true };

describe('tabs of one browser', () => {
  it('all get a token, however their refreshes cross', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 5 }),
        fc.array(fc.integer({ min: 0, max: grace - 1 }), { minLength: 1, maxLength: 3 }),
        async (scheduler, tabs, pauses) => {
          const jar = await signIn();
          const dependencies = scheduled(scheduler);
          let now = noon;
          for (const pause of pauses) {
            now += pause;
            const round = Promise.all(Array.from({ length: tabs }, () => tab(jar, dependencies, now)));
            expect(await scheduler.waitFor(round)).toEqual(Array(tabs).fill('token'));
          }
        },
      ),
      settings,
    );
  });
});

describe('a copied cookie', () => {
  it('that comes back later ends the session for thief and owner, however the owner’s tabs cross with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: grace, max: 10 * grace }),
        async (scheduler, rounds, tabs, later) => {
          const jar = await signIn();
          const dependencies = scheduled(scheduler);
          const thief: Jar = { cookie: { ...jar.cookie } };
          for (let round = 0; round < rounds; round++) await scheduler.waitFor(tab(jar, dependencies, noon + round));
          const now = noon + rounds + later;
          const crossing = [tab(thief, dependencies, now), ...Array.from({ length: tabs }, () => tab(jar, dependencies, now))];
          const [stolen] = await scheduler.waitFor(Promise.all(crossing));
          expect(['reused', 'ended']).toContain(stolen);
          for (const one of [jar, thief]) expect(await scheduler.waitFor(tab(one, dependencies, now + 1))).toBe('ended');
        },
      ),
      settings,
    );
  });

  it('that is used first is found out as soon as the owner comes back after the grace', async () => {
    const jar = await signIn();
    const thief: Jar = { cookie: { ...jar.cookie } };
    const pool = { ...nothingElse, refresh: async () => ({ accessToken }), revoke: async () => 'done' as const };
    expect(await tab(thief, { table: table.platform, pool }, noon)).toBe('token');
    expect(await tab(jar, { table: table.platform, pool }, noon + grace)).toBe('reused');
    expect(await tab(thief, { table: table.platform, pool }, noon + grace + 1)).toBe('ended');
  });
});

it('keeps a cookie in a form that it reads back', () => {
  const value = { id: 'i'.repeat(22), rotation: 'r'.repeat(43), sealKey: 's'.repeat(43) };
  expect(parseCookieValue(formatCookieValue(value))).toEqual(value);
});
