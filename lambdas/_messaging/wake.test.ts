import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, noon } from '../../test/engine/factory.ts';
import { workDesk } from '../../test/engine/work-desk.ts';
import { wakeDue } from './wake.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const until = noon + 60_000;

it('wakes what is due, once, however many look at the same time, and says when the next one is', async () => {
  const { order, lina, row, events, pushed, store } = await workDesk(table, { status: 'snoozed', snoozedUntil: until });
  await aConversation(store, { status: 'snoozed', snoozedUntil: until + 5 });
  expect(await wakeDue(order(lina, until - 1))).toEqual({ due: 0, wakesAt: until });
  expect((await row()).status).toBe('snoozed');
  const looks = await Promise.all(Array.from({ length: 8 }, () => wakeDue(order(lina, until))));
  expect(looks.map(({ wakesAt }) => wakesAt)).toEqual(looks.map(() => until + 5));
  expect(await row()).toMatchObject({ status: 'open', snoozedUntil: undefined, version: 2, since: until });
  expect(await events()).toEqual([['woken', undefined, undefined, undefined]]);
  expect(pushed).toHaveLength(2);
  expect(await wakeDue(order(lina, until))).toEqual({ due: 0, wakesAt: until + 5 });
});

it('costs half a read unit when nothing is due, and wakes at most 20 at a time', { timeout: 30_000 }, async () => {
  const { order, lina, store } = await workDesk(table);
  for (let index = 0; index < 25; index++) await aConversation(store, { status: 'snoozed', snoozedUntil: until + index });
  table.consumed();
  expect(await wakeDue(order(lina, noon))).toEqual({ due: 0, wakesAt: until });
  expect(table.consumed()).toEqual({ read: 0.5, write: 0 });
  const now = until + 100;
  expect(await wakeDue(order(lina, now))).toEqual({ due: 20, wakesAt: now });
  expect(await wakeDue(order(lina, now))).toEqual({ due: 5, wakesAt: undefined });
});
