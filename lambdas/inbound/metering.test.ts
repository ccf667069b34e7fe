import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plans } from '../../contract/plans.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration } from '../../test/engine/factory.ts';
import { breakingAfter, type InboundDesk, inboundDesk, reaction, status, text, textOf } from '../../test/engine/inbound-desk.ts';
import { monthlyUsageKey } from '../_data/keys.ts';
import { putRegistration } from '../_data/registration.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const desk = () => inboundDesk(table);
const [november, december, january] = [Date.UTC(2026, 10, 20), Date.UTC(2026, 11, 31, 23, 59), Date.UTC(2027, 0, 1)];
const limit = plans.free.conversations;

const onPlan = (here: InboundDesk, plan: 'free' | 'starter', version = 1) =>
  putRegistration(here.store, aRegistration(here.store, { plan, version }));
const alreadyCounted = ({ store }: InboundDesk, conversations: number) =>
  store.client.send(
    new PutCommand({ TableName: store.table, Item: { ...monthlyUsageKey(store.tenant, '2026-11'), conversations } }),
  );
/** The counters as they are in the table, by month. */
const counters = async ({ store }: InboundDesk): Promise<Record<string, unknown>> => {
  const rows = (await table.scan()).filter(({ pk, sk }) => pk === `T#${store.tenant}#` && String(sk).startsWith('MONTH#'));
  return Object.fromEntries(rows.map(({ sk, conversations }) => [String(sk).slice('MONTH#'.length), conversations]));
};
const overOnes = async (here: InboundDesk) => (await here.inbox()).filter(({ overLimit }) => overLimit).length;

describe('a conversation', () => {
  it('counts with the first message of a calendar month, whatever follows', async () => {
    const here = desk();
    here.clock(november);
    await here.take([text('w1', 0), text('w2', 1), textOf(1, 'v1'), text('w1', 0)]);
    expect(await counters(here)).toEqual({ '2026-11': 2 });
    here.clock(december);
    await here.take([text('w3', 2), text('w4', 3)]);
    here.clock(january);
    await here.take([text('w5', 4), textOf(1, 'v2')]);
    expect(await counters(here)).toEqual({ '2026-11': 2, '2026-12': 1, '2027-01': 2 });
  });

  it('does not count by what is no message of its customer', async () => {
    const here = desk();
    await here.take([reaction('w1', 0, 'wamid.before', '👍'), status('wamid.9', 'read')]);
    expect(await here.inbox()).toHaveLength(1);
    expect(await counters(here)).toEqual({});
  });

  it('does not count again for a worker whose clock is behind', async () => {
    const here = desk();
    here.clock(january);
    await here.take([text('w1', 0)]);
    here.clock(december);
    await here.take([text('w2', 1)]);
    expect(await counters(here)).toEqual({ '2027-01': 1 });
  });

  it('pays for it once: its other messages cost 1 read unit and 4 write units', async () => {
    const here = desk();
    await onPlan(here, 'free');
    here.clock(november);
    await here.take([text('w1', 0), text('w2', 1)]);
    here.clock(december);
    table.consumed();
    await here.take([text('w3', 2)]);
    const first = table.consumed();
    await here.take([text('w4', 3)]);
    expect(table.consumed()).toEqual({ read: 1, write: 4 });
    expect(first).toEqual({ read: 6, write: 8 });
  });

  it('counts once per month in any order, with crashes, repeats and lost answers', { timeout: 120_000 }, async () => {
    const step = fc.record({
      customer: fc.nat(3),
      id: fc.nat(8),
      month: fc.nat(2),
      crash: fc.option(fc.integer({ min: 1, max: 6 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), fc.boolean(), async (steps, atOnce) => {
        const here = desk();
        const expected = new Map<string, Set<number>>();
        const seen = new Set<string>();
        let reached = 0;
        for (const { customer, id, month, crash } of steps) {
          // Time does not go back.
          reached = Math.max(reached, month);
          here.clock(Date.UTC(2026, 10 + reached, 5));
          const item = textOf(customer, `wamid.${customer}.${id}`, id);
          if (!seen.has(`${customer}.${id}`)) {
            const name = new Date(Date.UTC(2026, 10 + reached, 1)).toISOString().slice(0, 7);
            expected.set(name, (expected.get(name) ?? new Set()).add(customer));
          }
          seen.add(`${customer}.${id}`);
          if (crash === null) {
            await here.take([item], losingAnswer(here.store, 3));
            continue;
          }
          const fragile = breakingAfter(here.store, crash);
          await here.take([item], fragile.store).catch(() => here.restart());
          fragile.mend();
          // The queue gives it out again, to one worker or, after a late one wakes up, to two.
          await Promise.all([here.take([item]), ...(atOnce ? [here.take([item])] : [])]);
        }
        const oracle = Object.fromEntries([...expected].map(([name, customers]) => [name, customers.size]));
        expect(await counters(here)).toEqual(oracle);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the limit of a plan', () => {
  it('is exact when many new customers write at once, and nothing of theirs is lost', async () => {
    const here = desk();
    await onPlan(here, 'free');
    await alreadyCounted(here, limit - 3);
    here.clock(november);
    await Promise.all(Array.from({ length: 8 }, (_, customer) => here.take([textOf(customer, `w${customer}`)])));
    expect(await counters(here)).toEqual({ '2026-11': limit + 5 });
    expect(await overOnes(here)).toBe(5);
    expect(await here.thread()).toHaveLength(8);
    expect((await here.inbox()).map(({ unread }) => unread)).toEqual(Array(8).fill(1));
  });

  it('does not concern conversations that counted before it was reached', async () => {
    const here = desk();
    await onPlan(here, 'free');
    here.clock(november);
    await here.take([text('w1', 0)]);
    await alreadyCounted(here, limit);
    await here.take([text('w2', 1)]);
    expect((await here.only()).overLimit).toBeUndefined();
  });

  it('is told to those who look on, and forgotten in a month with room', async () => {
    const here = desk();
    await onPlan(here, 'free');
    await alreadyCounted(here, limit);
    here.clock(november);
    await here.take([text('w1', 0), text('w2', 1)]);
    expect((await here.only()).overLimit).toBe(true);
    expect(here.pushed).toMatchObject([{ event: { conversation: { overLimit: true } } }, {}, { event: {} }, {}]);
    here.clock(december);
    await here.take([text('w3', 2)]);
    expect((await here.only()).overLimit).toBeUndefined();
  });

  it('is forgotten with the next message after a change to a larger plan', async () => {
    const here = desk();
    await onPlan(here, 'free');
    await alreadyCounted(here, limit);
    here.clock(november);
    await here.take([text('w1', 0)]);
    await onPlan(here, 'starter', 2);
    await here.take([text('w2', 1)]);
    expect((await here.only()).overLimit).toBeUndefined();
    expect(await counters(here)).toEqual({ '2026-11': limit + 1 });
  });
});

describe('administrators', () => {
  it('are to be told at 80 % and at the limit, by the conversation that reaches it', async () => {
    const here = desk();
    await onPlan(here, 'free');
    await alreadyCounted(here, 78);
    here.clock(november);
    await here.take([textOf(1, 'w1')]);
    expect(here.notified).toEqual([]);
    await here.take([textOf(2, 'w2'), textOf(2, 'w3')]);
    expect(here.notified).toMatchObject([{ body: { level: 'soft', limit, month: '2026-11', tenant: here.store.tenant } }]);
    await alreadyCounted(here, limit - 1);
    await here.take([textOf(3, 'w4')]);
    expect(here.notified.map(({ body }) => (body as { level: string }).level)).toEqual(['soft', 'hard']);
    expect(new Set(here.notified.map(({ deduplication }) => deduplication)).size).toBe(2);
  });

  it('are told by the repeat, when the process died right after counting', async () => {
    const here = desk();
    await onPlan(here, 'free');
    await alreadyCounted(here, limit - 1);
    here.clock(november);
    // Customer and conversation, message, conversation with the count.
    const fragile = breakingAfter(here.store, 3);
    await expect(here.take([textOf(1, 'w1')], fragile.store)).rejects.toThrow('crashed');
    expect(await counters(here)).toEqual({ '2026-11': limit });
    expect(here.notified).toEqual([]);
    await here.take([textOf(1, 'w1')]);
    expect(here.notified).toMatchObject([{ body: { level: 'hard' } }]);
    expect(await counters(here)).toEqual({ '2026-11': limit });
  });

  it('of a suspended business are told nothing', async () => {
    const here = desk();
    await putRegistration(here.store, aRegistration(here.store, { status: 'suspended' }));
    await alreadyCounted(here, limit);
    here.clock(november);
    await here.take([textOf(1, 'w1')]);
    expect((await here.only()).overLimit).toBe(true);
    expect(here.notified).toEqual([]);
  });
});

describe('a conversation that somebody is changing in a transaction', () => {
  it('is read again, and not given back to the queue', async () => {
    const here = desk();
    here.clock(november);
    await here.take([text('w1', 0)]);
    let conflicts = 0;
    const client = new Proxy(here.store.client, {
      get(target, name) {
        if (name !== 'send') return Reflect.get(target, name);
        return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
          if (command instanceof UpdateCommand && command.input.Key?.sk === 'CONV' && conflicts++ === 0) {
            throw new TransactionConflictException({ message: 'under way', $metadata: {} });
          }
          return target.send(command);
        };
      },
    });
    await here.take([text('w2', 1)], { ...here.store, client });
    expect(conflicts).toBe(2);
    expect((await here.only()).unread).toBe(2);
  });
});
