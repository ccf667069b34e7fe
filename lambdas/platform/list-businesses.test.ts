import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, aTenant } from '../../test/engine/factory.ts';
import { addEntries, dropEntries, searchTexts } from '../_data/platform-index.ts';
import { putRegistration, type Registration } from '../_data/registration.ts';
import { isProblem } from '../_shared/problem.ts';
import { platformCursors } from './cursors.ts';
import { listBusinesses } from './list-businesses.ts';

let table: TestTable;
const businesses: [slug: string, name: string, status?: Registration['status']][] = [
  ['samia-tarot', 'Samia Tarot'],
  ['isik-dental', 'Işık Dental', 'suspended'],
  ['ocean-nails', 'Ocean Nails & Spa'],
  ['sam-and-sons', 'Sam and Sons Samovars'],
  ['zen', 'Żabka Zen', 'suspended'],
  ['old', 'Ocean of old', 'deleting'],
  ['nour', 'نور للعناية'],
];
const add = async (registration: Registration, before?: Registration) => {
  await addEntries(table.platform, registration, before);
  await putRegistration(table.platform, registration);
};
beforeAll(async () => {
  table = await startDynamo();
  for (const [slug, name, status = 'active'] of businesses)
    await add(aRegistration({ tenant: aTenant() }, { slug, name, status }));
});
afterAll(() => table.close());

type Query = Partial<Parameters<typeof listBusinesses>[1]>;
async function slugs(query: Query = {}): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listBusinesses(table.platform, { limit: 100, ...query, cursor }, platformCursors(table.platform));
    if (isProblem(page)) throw new Error(page.code);
    all.push(...page.items.map(({ slug }) => slug));
    cursor = page.next;
  } while (cursor);
  return all;
}

describe('the list of businesses', () => {
  it('is by slug, the same in pages of any size', async () => {
    const all = businesses.map(([slug]) => slug).toSorted();
    for (const limit of [1, 2, 3, 100]) expect(await slugs({ limit })).toEqual(all);
  });
  it.each([
    ['samia', ['samia-tarot']],
    ['sam', ['sam-and-sons', 'samia-tarot']],
    ['TAROT', ['samia-tarot']],
    ['dental', ['isik-dental']],
    ['isik', ['isik-dental']],
    ['IŞIK DEN', ['isik-dental']],
    ['zabka', ['zen']],
    ['spa', ['ocean-nails']],
    ['للعناية', ['nour']],
    ['ocean n', ['ocean-nails']],
    ['tarot samia', []],
    ['arot', []],
    ['\u0301', []],
    ['#', []],
  ])('finds %s', async (search, expected) => {
    for (const limit of [1, 100]) expect((await slugs({ search, limit })).toSorted()).toEqual(expected);
  });
  it('is narrowed by standing, with and without a search', async () => {
    expect(await slugs({ status: 'suspended' })).toEqual(['isik-dental', 'zen']);
    expect(await slugs({ status: 'deleting' })).toEqual(['old']);
    expect(await slugs({ status: 'active', limit: 2 })).toEqual(['nour', 'ocean-nails', 'sam-and-sons', 'samia-tarot']);
    expect(await slugs({ status: 'deleting', search: 'ocean' })).toEqual(['old']);
  });
  it('shows no entry that leads elsewhere', async () => {
    const registration = aRegistration({ tenant: aTenant() }, { slug: 'moving', name: 'Moving' });
    await add(registration);
    const moved = { ...registration, slug: 'moved', name: 'Moved', version: 2 };
    await addEntries(table.platform, moved, registration);
    expect(await slugs({ search: 'mov' })).toEqual(['moving']);
    await putRegistration(table.platform, moved);
    expect(await slugs({ search: 'mov' })).toEqual(['moved']);
    await dropEntries(table.platform, registration, moved);
    expect(await slugs({ search: 'mov' })).toEqual(['moved']);
    await dropEntries(table.platform, moved);
    expect(await slugs({ search: 'mov' })).toEqual([]);
  });
  it('takes back only the places it gave out, for the same question', async () => {
    const cursors = platformCursors(table.platform);
    const first = await listBusinesses(table.platform, { limit: 1 }, cursors);
    const cursor = isProblem(first) ? undefined : first.next;
    expect(cursor).toBeDefined();
    expect(isProblem(await listBusinesses(table.platform, { limit: 5, cursor }, cursors))).toBe(false);
    for (const query of [
      { limit: 5, cursor, search: 'sam' },
      { limit: 5, cursor: `${cursor}A` },
      { limit: 5, cursor: 'x' },
    ]) {
      expect(await listBusinesses(table.platform, query, cursors)).toMatchObject({ code: 'invalid-query' });
    }
  });
});

describe('what a business is found by', () => {
  it('is its address, and its name from each word on', () => {
    expect(searchTexts({ slug: 'o-n', name: '“Ocean”  Nails' })).toEqual(['o-n', '“ocean” nails', 'ocean” nails', 'nails']);
  });
});
