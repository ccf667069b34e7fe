import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { isProblem, ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { create, list, remove, update } from './keeping.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const colour = '#1d7a5f';
const made = async (name: string) => {
  const one = await create(store, ulid(noon), { name, colour });
  if (one instanceof ProblemResult) throw new Error(one.code);
  return one;
};
const names = async () => (await list(store)).items.map(({ name }) => name);
const code = (answer: unknown) => (isProblem(answer) ? answer.code : 'done');

describe('a label', () => {
  it('is made once, listed by name, renamed and deleted', async () => {
    const id = ulid(noon);
    const twice = await Promise.all([create(store, id, { name: 'vip', colour }), create(store, id, { name: 'vip', colour })]);
    expect(twice[0]).toEqual(twice[1]);
    expect(code(await create(store, id, { name: 'Other', colour }))).toBe('idempotency-key-reused');
    const late = await made('Late');
    expect(await names()).toEqual(['Late', 'vip']);
    expect(await update(store, late.id, 1, { name: 'On time' })).toMatchObject({ name: 'On time', colour, version: 2 });
    expect(code(await update(store, late.id, 1, { colour: '#000000' }))).toBe('changed');
    await made('Late');
    expect(await remove(store, late.id)).toBeUndefined();
    expect(code(await remove(store, late.id))).toBe('not-found');
    expect(await names()).toEqual(['Late', 'vip']);
    expect(code(await remove(table.of(aTenant()), (await made('x')).id))).toBe('not-found');
  });

  it('shares its name with none, whatever its case', async () => {
    const first = await made('Été');
    expect(code(await create(store, ulid(noon), { name: 'ÉTÉ', colour }))).toBe('taken');
    const both = await Promise.all(['Once', 'once'].map((name) => create(store, ulid(noon), { name, colour })));
    expect(both.map(code).sort()).toEqual(['done', 'taken']);
    expect(code(await update(store, first.id, 1, { name: 'ONCE' }))).toBe('taken');
    expect(await update(store, first.id, 1, { name: 'ÉTÉ' })).toMatchObject({ name: 'ÉTÉ' });
  });

  it('is one of 50, and room is made by deleting', { timeout: 60_000 }, async () => {
    const all = [];
    for (let index = 0; index < 48; index++) all.push(await made(`Label ${index}`));
    const last = await Promise.all([1, 2, 3].map((index) => create(store, ulid(noon), { name: `Last ${index}`, colour })));
    expect(last.map(code).sort()).toEqual(['done', 'done', 'limit-reached']);
    await remove(store, all[0]?.id ?? (undefined as never));
    expect(await names()).toHaveLength(49);
    await made('There is room');
  });
});
