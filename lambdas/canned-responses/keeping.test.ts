import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CannedFields, fillIn, unknownVariables } from '../../contract/canned-responses.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { countUse } from '../_data/canned-response.ts';
import { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { create, importAll, list, remove, update } from './keeping.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const fields = (shortcut: string, more: Partial<CannedFields> = {}): CannedFields => ({
  title: `About ${shortcut}`,
  shortcut,
  category: 'General',
  text: { en: `Hello {{customer.name}}, ${shortcut}.`, ar: 'أهلاً' },
  ...more,
});
const made = async (shortcut: string) => {
  const one = await create(store, ulid(noon), fields(shortcut));
  if (one instanceof ProblemResult) throw new Error(one.code);
  return one;
};
const shortcuts = async () => (await list(store)).items.map(({ shortcut }) => shortcut);

describe('a canned response', () => {
  it('is kept in its languages and counted, at other businesses too under the same shortcut', async () => {
    const hours = await made('hours');
    expect(hours).toMatchObject({ shortcut: 'hours', text: { ar: 'أهلاً' }, uses: 0, version: 1 });
    expect(hours).not.toHaveProperty('madeFrom');
    await Promise.all([countUse(store, hours.id, noon), countUse(store, hours.id, noon + 5)]);
    expect((await list(store)).items).toMatchObject([{ uses: 2, version: 1 }]);
    expect(await countUse(table.of(aTenant()), hours.id, noon)).toBe('absent');
    expect(await create(table.of(aTenant()), ulid(noon), fields('hours'))).toMatchObject({ shortcut: 'hours' });
  });

  it('is made once however often it is sent, and never as something else', async () => {
    const id = ulid(noon);
    const [one, two] = await Promise.all([create(store, id, fields('hours')), create(store, id, fields('hours'))]);
    expect(one).toEqual(two);
    expect(await create(store, id, fields('other'))).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await shortcuts()).toEqual(['hours']);
  });

  it('shares its shortcut with none, whoever is first', async () => {
    const both = await Promise.all([create(store, ulid(noon), fields('hours')), create(store, ulid(noon), fields('hours'))]);
    expect(both.filter((one) => one instanceof ProblemResult)).toMatchObject([{ code: 'taken' }]);
    const other = await made('other');
    expect(await update(store, other.id, 1, { shortcut: 'hours' })).toMatchObject({ code: 'taken' });
    expect(await shortcuts()).toEqual(['hours', 'other']);
  });

  it('changes once from what was seen, and its old shortcut is free again', async () => {
    const one = await made('hours');
    const both = await Promise.all([
      update(store, one.id, 1, { shortcut: 'open' }),
      update(store, one.id, 1, { title: 'When we are here' }),
    ]);
    expect(both.filter((result) => result instanceof ProblemResult)).toMatchObject([{ code: 'changed' }]);
    const [now] = (await list(store)).items;
    expect(now?.version).toBe(2);
    await update(store, one.id, 2, { shortcut: 'times' });
    await made('hours');
    expect(await shortcuts()).toEqual(['hours', 'times']);
  });

  it('that is deleted leaves its shortcut to others', async () => {
    const one = await made('hours');
    expect(await remove(store, one.id)).toBeUndefined();
    expect(await remove(store, one.id)).toMatchObject({ code: 'not-found' });
    await made('hours');
    expect(await remove(table.of(aTenant()), one.id)).toMatchObject({ code: 'not-found' });
    expect(await shortcuts()).toEqual(['hours']);
  });
});

describe('an import', () => {
  it('adds and replaces by shortcut, and changes nothing the second time', async () => {
    const kept = await made('hours');
    const wanted = [fields('hours', { title: 'New' }), fields('prices'), fields('prices', { title: 'Later one' })];
    expect((await importAll(store, wanted, noon)).items.map(({ outcome }) => outcome)).toEqual(['replaced', 'added', 'replaced']);
    expect((await list(store)).items).toMatchObject([
      { id: kept.id, title: 'New', version: 2 },
      { shortcut: 'prices', title: 'Later one' },
    ]);
    const again = [fields('hours', { title: 'New', text: { ar: 'أهلاً', en: 'Hello {{customer.name}}, hours.' } })];
    expect((await importAll(store, again, noon)).items).toEqual([{ shortcut: 'hours', outcome: 'unchanged' }]);
  });
});

describe('variables', () => {
  it('are filled in where there is a value and stay visible where there is none', () => {
    const text = 'Dear {{ customer.name }}, {{agent.name}} of {{business.name}}. {{customer.name}}!';
    expect(fillIn(text, { 'customer.name': '{{agent.name}} $& Sara', 'business.name': '' })).toBe(
      'Dear {{agent.name}} $& Sara, {{agent.name}} of {{business.name}}. {{agent.name}} $& Sara!',
    );
    expect(unknownVariables('{{customer.name}} {{customer.password}} {{}}')).toEqual(['customer.password', '']);
  });
});
