import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationId } from '../../contract/ids.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { ledgerSums } from '../../test/engine/ledger.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { budgetOf, giveBack, reserve, settle, type Wanted } from './budget.ts';
import { budgetKey, settingsPartition } from './keys.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const month = '2026-11';
const minute = 60_000;
const conversationId = ConversationId.parse(ulid(noon));
const call = (id: string, given: Partial<Wanted> = {}): Wanted => ({
  id,
  conversationId,
  at: noon,
  by: 'openai gpt-4o-mini',
  micros: 100,
  capMicros: 1000,
  until: noon + 5 * minute,
  ...given,
});
const spent = (micros: number) => ({ micros, tokensIn: micros, tokensOut: 1 });
const budget = async () => {
  const { spentMicros, reservedMicros } = await budgetOf(store, month, null);
  return { spentMicros, reservedMicros };
};
const stateAt = async (cap: number | null) => (await budgetOf(store, month, cap)).state;
const paid = async () => (await ledgerSums(store, month)).micros;

describe('what may be spent', () => {
  it('is spent to the last millionth by 50 at once, and never more', { timeout: 60_000 }, async () => {
    // Nine hundred are gone; of fifty that want at most 30 each, three fit, and what they leave makes room for others later.
    await reserve(store, call('before', { micros: 900 }));
    await settle(store, call('before'), spent(900));
    let inFlight = 0;
    let most = 0;
    const turn = async (id: string) => {
      for (let attempt = 0; attempt < 50; attempt++) {
        const answer = await reserve(store, call(id, { micros: 30 }));
        if (answer === 'reserved') {
          inFlight += 1;
          const { spentMicros, reservedMicros } = await budget();
          most = Math.max(most, spentMicros + reservedMicros);
          await settle(store, call(id), spent(10));
          inFlight -= 1;
          return 1;
        }
        if (inFlight === 0) return 0;
      }
      return 0;
    };
    const answered = (await Promise.all(Array.from({ length: 50 }, (_, index) => turn(`turn-${index}`)))).filter(
      (one) => one === 1,
    );
    const { spentMicros, reservedMicros } = await budget();
    expect(reservedMicros).toBe(0);
    expect(spentMicros).toBe(900 + answered.length * 10);
    expect(spentMicros).toBe(await paid());
    expect(most).toBeLessThanOrEqual(1000);
    // Whoever needs no more than is left gets it, to the last one.
    expect(await reserve(store, call('rest', { micros: 1000 - spentMicros }))).toBe('reserved');
    expect(await reserve(store, call('more', { micros: 1 }))).toBe('over-budget');
    await settle(store, call('rest'), spent(1000 - spentMicros));
    expect(await budget()).toEqual({ spentMicros: 1000, reservedMicros: 0 });
    expect(await paid()).toBe(1000);
  });

  it('is exactly as many of equal ones as fit', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => reserve(store, call(`turn-${index}`))));
    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(10);
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 1000 });
  });

  it('is nothing with a cap of nothing, and anything without one', async () => {
    expect(await reserve(store, call('1', { capMicros: 0, micros: 1 }))).toBe('over-budget');
    expect(await reserve(store, call('2', { capMicros: 50, micros: 51 }))).toBe('over-budget');
    expect(await reserve(store, call('3', { capMicros: null, micros: 1e9 }))).toBe('reserved');
    expect(await reserve(store, call('4', { capMicros: 1e9, micros: 1 }))).toBe('over-budget');
    expect(await reserve(store, call('5', { capMicros: 1e9 + 1, micros: 1 }))).toBe('reserved');
  });

  it('is kept by month and by business', async () => {
    await reserve(store, call('1', { micros: 1000 }));
    expect(await reserve(store, call('2', { micros: 1000, at: noon + 31 * 86_400_000 }))).toBe('reserved');
    expect(await reserve(table.of(aTenant()), call('1', { micros: 1000 }))).toBe('reserved');
  });
});

describe('how far it is', () => {
  it('is near from four fifths on, and reached when it left no room, until the cap is raised', async () => {
    expect([await stateAt(null), await stateAt(0), await stateAt(1000)]).toEqual(['open', 'reached', 'open']);
    await reserve(store, call('1', { micros: 799 }));
    expect(await stateAt(1000)).toBe('open');
    await reserve(store, call('2', { micros: 1 }));
    expect(await stateAt(1000)).toBe('near');
    await reserve(store, call('3', { micros: 300 }));
    expect([await stateAt(1000), await stateAt(900), await stateAt(1001), await stateAt(null)]).toEqual([
      'reached',
      'reached',
      'open',
      'open',
    ]);
  });
});

describe('a call', () => {
  it('that is reserved or settled again is the same', async () => {
    expect(await reserve(store, call('1'))).toBe('reserved');
    expect(await reserve(store, call('1'))).toBe('reserved');
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 100 });
    await Promise.all([settle(store, call('1'), spent(60)), settle(store, call('1'), spent(60))]);
    await settle(store, call('1'), spent(60));
    expect(await budget()).toEqual({ spentMicros: 60, reservedMicros: 0 });
    expect(await ledgerSums(store, month)).toMatchObject({ entries: 1, micros: 60, tokensIn: 60, tokensOut: 1 });
  });

  it('whose answer from the table is lost is counted once', async () => {
    await reserve(losingAnswer(store), call('1'));
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 100 });
    await settle(losingAnswer(store), call('1'), spent(60));
    expect(await budget()).toEqual({ spentMicros: 60, reservedMicros: 0 });
  });

  it('that was not made gives back what was set aside, once', async () => {
    await reserve(store, call('1'));
    await reserve(store, call('2'));
    await Promise.all([giveBack(store, call('1')), giveBack(store, call('1'))]);
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 100 });
    expect(await paid()).toBe(0);
  });

  it('whose caller died counts as paid, until it turns out what it cost', async () => {
    await reserve(store, call('lost', { micros: 700 }));
    expect(await reserve(store, call('early', { at: noon + minute, micros: 400 }))).toBe('over-budget');
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 700 });
    const late = noon + 6 * minute;
    expect(await reserve(store, call('late', { at: late, until: late + minute }))).toBe('reserved');
    expect(await budget()).toEqual({ spentMicros: 700, reservedMicros: 100 });
    expect(await paid()).toBe(700);
    // It was only slow.
    await settle(store, call('lost'), spent(300));
    expect(await budget()).toEqual({ spentMicros: 300, reservedMicros: 100 });
    expect(await paid()).toBe(300);
  });

  it('is settled together with what its caller keeps of it, or not at all', async () => {
    await reserve(store, call('1'));
    const note = (ConditionExpression: string) => ({
      Put: { TableName: store.table, Item: { pk: settingsPartition(store.tenant), sk: 'NOTE' }, ConditionExpression },
    });
    expect(await settle(store, call('1'), spent(60), [note('attribute_exists(pk)')])).toBe('refused');
    expect(await budget()).toEqual({ spentMicros: 0, reservedMicros: 100 });
    expect(await settle(store, call('1'), spent(60), [note('attribute_not_exists(pk)')])).toBe('settled');
    expect(await budget()).toEqual({ spentMicros: 60, reservedMicros: 0 });
  });

  it('takes as many units as lambdas/_data/README.md says', async () => {
    table.consumed();
    await reserve(store, call('1'));
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    await settle(store, call('1'), spent(60));
    expect(table.consumed()).toEqual({ read: 4, write: 9 });
    await reserve(store, call('2'));
    await settle(store, call('2'), spent(60));
    expect(table.consumed()).toEqual({ read: 4, write: 1 + 8 + 2 });
  });
});

describe('whatever happens in whatever order', () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('reserve', 'settle', 'give-back', 'die') satisfies fc.Arbitrary<string>,
      id: fc.integer({ min: 0, max: 5 }),
      micros: fc.integer({ min: 0, max: 400 }),
    }),
    { minLength: 4, maxLength: 16 },
  );

  it('the cap holds, and the counter is the sum of the ledger', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        store = table.of(aTenant());
        const live = new Map<number, number>();
        let now = noon;
        for (const { what, id, micros } of script) {
          if (what === 'reserve' && !live.has(id)) {
            const answer = await reserve(store, call(`${id}`, { micros, at: noon, until: now + minute }));
            if (answer === 'reserved') live.set(id, micros);
          } else if (what === 'settle' && live.has(id)) {
            // A model that takes less than was thought; more it cannot.
            await settle(store, call(`${id}`), spent(Math.min(micros, live.get(id) ?? 0)));
            live.delete(id);
          } else if (what === 'give-back' && live.has(id)) {
            await giveBack(store, call(`${id}`));
            live.delete(id);
          } else if (what === 'die') now += 2 * minute;
          const { spentMicros, reservedMicros } = await budget();
          expect(spentMicros + reservedMicros).toBeLessThanOrEqual(1000);
          expect(reservedMicros).toBeGreaterThanOrEqual(0);
          expect(spentMicros).toBe(await paid());
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('a month that was counted by hand is read as it is', async () => {
  await store.client.send(
    new UpdateCommand({
      TableName: store.table,
      Key: { ...budgetKey(store.tenant, month) },
      UpdateExpression: 'SET committed = :c, spent = :s',
      ExpressionAttributeValues: { ':c': 30, ':s': 20 },
    }),
  );
  expect(await budget()).toEqual({ spentMicros: 20, reservedMicros: 10 });
});
