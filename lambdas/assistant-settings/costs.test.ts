import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, noon } from '../../test/engine/factory.ts';
import { ledgerSums } from '../../test/engine/ledger.ts';
import { reserve, settle } from '../_data/budget.ts';
import { type LedgerEntry, ledgerWrites } from '../_data/ledger.ts';
import { transact } from '../_data/transact.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { costsOf, costsOfConversation } from './costs.ts';

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
const dayMs = 86_400_000;
const model = { kind: 'model', by: 'openai gpt-4o-mini', tokensIn: 1000, tokensOut: 50 } as const;
const voice = { kind: 'transcription', by: 'transcribe', seconds: 15, micros: 6_000 } as const;
const write = async (entry: Omit<LedgerEntry, 'at'> & { readonly at?: number }) =>
  transact(store, await ledgerWrites(store, { at: noon, ...entry }));

describe('what a month cost', () => {
  it('is summed by kind, day and conversation as it is written, and is what the entries say', async () => {
    const sara = await aConversation(store, { ownName: 'Sara' });
    const gone = ConversationId.parse(ulid(noon));
    await write({ ...model, conversationId: sara.id, id: '1', micros: 300 });
    await write({ ...model, conversationId: sara.id, id: '2', micros: 200, at: noon + dayMs });
    await write({ ...voice, conversationId: gone, id: '3' });
    await write({ ...model, id: '4', micros: 7 });
    await write({ ...model, conversationId: sara.id, id: '5', micros: 999, at: noon + 31 * dayMs });
    // The same one again, and once more with another end.
    await write({ ...model, conversationId: sara.id, id: '1', micros: 300 });
    await write({ ...model, conversationId: sara.id, id: '2', micros: 250, at: noon + dayMs });
    const costs = await costsOf(store, month, true);
    const { fees: _, ...sums } = await ledgerSums(store, month);
    expect(costs.total).toEqual(sums);
    expect(costs).toMatchObject({
      total: { entries: 4, micros: 6_557, seconds: 15, tokensIn: 3000, tokensOut: 150 },
      kinds: [
        { kind: 'model', entries: 3, micros: 557 },
        { kind: 'transcription', entries: 1, micros: 6_000, seconds: 15 },
      ],
      days: [
        {
          day: 20,
          micros: 6_307,
          kinds: [
            { kind: 'model', micros: 307 },
            { kind: 'transcription', micros: 6_000 },
          ],
        },
        { day: 21, micros: 250 },
      ],
      conversations: [
        { conversationId: gone, micros: 6_000 },
        { conversationId: sara.id, micros: 550, customer: 'Sara' },
      ],
    });
    expect(JSON.stringify(await costsOf(store, month, false))).not.toContain('Sara');
    expect(await costsOfConversation(store, sara.id, noon + 31 * dayMs)).toEqual({
      total: { entries: 3, micros: 1_549, seconds: 0, tokensIn: 3000, tokensOut: 150 },
      months: [
        { month: '2026-12', micros: 999 },
        { month, micros: 550 },
      ],
    });
    const unknown = await costsOfConversation(store, gone, noon);
    expect(isProblem(unknown) && unknown.code).toBe('not-found');
    expect((await costsOf(table.of(aTenant()), month, true)).total.entries).toBe(0);
  });

  it('is read for the same units however much was written', { timeout: 60_000 }, async () => {
    const read = async () => {
      table.consumed();
      await costsOf(store, month, false);
      return table.consumed().read;
    };
    const days = async (from: number, to: number, many: number) => {
      for (let day = from; day < to; day++)
        await Promise.all(
          Array.from({ length: many }, (_, index) =>
            write({
              ...model,
              conversationId: ConversationId.parse(ulid(noon)),
              id: `${day}-${index}`,
              micros: index,
              at: noon + day * dayMs,
            }),
          ),
        );
    };
    await days(-19, 10, 1);
    const before = await read();
    await days(0, 4, 60);
    expect(await read()).toBe(before);
    expect(before).toBeLessThanOrEqual(4);
  });

  it('tells of the budget, with what is under way', async () => {
    const call = { id: 'a', at: noon, by: 'x' };
    await reserve(store, { ...call, micros: 500, capMicros: null, until: noon + 1000 });
    await settle(store, call, { micros: 100 });
    await reserve(store, { ...call, id: 'b', micros: 50, capMicros: null, until: noon + 1000 });
    expect((await costsOf(store, month, false)).budget).toEqual({
      capMicros: null,
      spentMicros: 100,
      reservedMicros: 50,
      state: 'open',
    });
  });
});
