import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plans } from '../../contract/plans.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, aTenant, noon } from '../../test/engine/factory.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { assistantSettingsChange, unchosen } from './assistant-settings.ts';
import { reserve } from './budget.ts';
import { putRegistration } from './registration.ts';
import { seatTaken } from './seats.ts';
import { transact } from './transact.ts';
import { claim, countOf, limitOf, putCounters, release, roomFor, stateOf, usageOf } from './usage.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** A service that costs a place of the plan, as their owners write it. */
const make = (store: TenantTable, id: string, limit: number) =>
  transact(store, [
    {
      Put: {
        TableName: store.table,
        Item: { pk: `T#${store.tenant}#`, sk: `SERVICE#${id}` },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    claim(store, 'services', limit),
  ]);

describe('a counter', () => {
  it('lets in as many as the plan allows, also when all come at once', async () => {
    const store = table.of(aTenant());
    const outcomes = await Promise.all(Array.from({ length: 15 }, (_, index) => make(store, String(index), 10)));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(10);
    expect(await countOf(store, 'services')).toBe(10);
  });

  it('counts a thing once, however often its making is tried', async () => {
    const store = table.of(aTenant());
    expect(await make(store, 'one', 10)).toBe('done');
    expect(await make(store, 'one', 10)).toBe('refused');
    expect(await make(losingAnswer(store), 'two', 10)).toBe('done');
    expect(await countOf(store, 'services')).toBe(2);
  });

  it('goes back when a thing goes, and never below none', async () => {
    const store = table.of(aTenant());
    await make(store, 'one', 1);
    expect(await make(store, 'two', 1)).toBe('refused');
    expect(await transact(store, [release(store, 'services')])).toBe('done');
    expect(await transact(store, [release(store, 'services')])).toBe('refused');
    expect(await make(store, 'two', 1)).toBe('done');
  });

  it('lets nothing in under a limit of none', async () => {
    const store = table.of(aTenant());
    expect(await make(store, 'one', 0)).toBe('refused');
  });

  it('says what to do at the limit', async () => {
    const store = table.of(aTenant());
    await putRegistration(store, aRegistration(store));
    const room = await roomFor(store, 'channels');
    expect(isProblem(room)).toBe(false);
    if (!isProblem(room)) expect(await transact(store, [room])).toBe('done');
    expect(await roomFor(store, 'channels')).toMatchObject({
      code: 'limit-reached',
      detail: 'Your plan allows 1 number. Move to a larger plan, or disconnect one first.',
    });
  });
});

describe('usage', () => {
  it('is of the plan and the month, and says how close the limit is', async () => {
    const store = table.of(aTenant());
    await putRegistration(store, aRegistration(store));
    await putCounters(store, { services: 8, channels: 0 });
    for (let seat = 0; seat < 3; seat++) await transact(store, [seatTaken(store, 3)]);
    const monthly = { pk: `T#${store.tenant}#`, sk: 'MONTH#2026-11', conversations: 79 };
    await store.client.send(new PutCommand({ TableName: store.table, Item: monthly }));
    expect(await usageOf(store, noon)).toEqual({
      month: '2026-11',
      plan: 'free',
      items: [
        { metered: 'conversations', used: 79, limit: 100, state: 'ok' },
        { metered: 'employees', used: 3, limit: 3, state: 'hard' },
        { metered: 'services', used: 8, limit: 10, state: 'soft' },
        { metered: 'channels', used: 0, limit: 1, state: 'ok' },
      ],
    });
    expect((await usageOf(store, Date.UTC(2026, 11, 1)))?.items[0]).toMatchObject({ used: 0 });
    expect(await limitOf(store, 'services')).toBe(plans.free.services);
  });

  it('tells of an assistant that has no room left', async () => {
    const store = table.of(aTenant());
    await putRegistration(store, aRegistration(store));
    const told = async () => (await usageOf(store, noon))?.assistant;
    await transact(store, [assistantSettingsChange(store, unchosen, { ...unchosen, on: true, capMicros: 100 })]);
    const call = { at: noon, by: 'x', capMicros: 100, until: noon + 1000 };
    expect(await told()).toBeUndefined();
    await reserve(store, { ...call, id: '1', micros: 80 });
    expect(await told()).toBe('near');
    await reserve(store, { ...call, id: '2', micros: 21 });
    expect(await told()).toBe('reached');
  });

  it('of a business that is not there is none', async () => {
    const store = table.of(aTenant());
    expect(await usageOf(store, noon)).toBeUndefined();
    expect(await limitOf(store, 'services')).toBe(0);
  });

  it('warns from 80 % on and stops at the limit', () => {
    expect([79, 80, 99, 100, 101].map((used) => stateOf(used, 100))).toEqual(['ok', 'soft', 'soft', 'hard', 'hard']);
  });
});
