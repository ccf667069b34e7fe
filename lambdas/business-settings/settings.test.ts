import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusinessProfile, Business as ShownBusiness } from '../../contract/businesses.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { found } from '../_businesses/found.ts';
import { getBusiness } from '../_data/business.ts';
import { dropEntries, pageOfEntries } from '../_data/platform-index.ts';
import { claimSlug, getRegistration, releaseSlug } from '../_data/registration.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { updateBusiness } from './update.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const dayMs = 24 * 3_600_000;
const employee = { id: anEmployee(), name: 'Inês Faria' };
const asked = { employee, sourceIp: '192.0.2.7', requestId: 'r', now: noon };
let number = 0;

async function aBusiness(given: Partial<BusinessProfile> = {}): Promise<TenantTable> {
  const store = table.of(aTenant());
  const profile: BusinessProfile = {
    name: 'Ocean Nails',
    slug: `ocean-${++number}`,
    industry: 'salon',
    timezone: 'Europe/Lisbon',
    currency: 'EUR',
    languages: ['pt'],
    hours: [],
    ...given,
  };
  const by = { type: 'employee' as const, ...employee };
  await found(store, table.platform, { profile, plan: 'free', madeFrom: 'm', by, from: '', requestId: 'r', now: noon });
  return store;
}
const patch = (store: TenantTable, ifMatch: number, body: Partial<BusinessProfile>, platform = table.platform, now = noon) =>
  updateBusiness({ ...store, client: platform.client }, platform, { ...asked, ifMatch, body, now });
const outcome = (answer: ShownBusiness | ProblemResult) => (isProblem(answer) ? answer.code : answer.version);
const auditOf = async ({ tenant }: TenantTable) =>
  (await table.scan())
    .filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT`))
    .toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
const listed = async (list: Parameters<typeof pageOfEntries>[1], { tenant }: TenantTable) =>
  (await pageOfEntries(table.platform, list, { limit: 1000 })).entries
    .filter((entry) => entry.tenant === tenant)
    .map(({ at }) => at);

describe('a change of what a business says of itself', () => {
  it('is seen by everybody who reads it, and written down with what was before', async () => {
    const store = await aBusiness();
    const answer = await patch(store, 1, { name: 'Ocean & Sons', timezone: 'Asia/Beirut', industry: 'salon' });
    expect(answer).toMatchObject({ name: 'Ocean & Sons', timezone: 'Asia/Beirut', version: 2 });
    expect(await getRegistration(store, store.tenant)).toMatchObject({ name: 'Ocean & Sons', timezone: 'Asia/Beirut' });
    const entry = (await auditOf(store)).find(({ action }) => action === 'business.updated');
    expect(entry).toMatchObject({ by: { type: 'employee', ...employee }, thing: { type: 'business', id: store.tenant } });
    expect(JSON.parse(String(entry?.before))).toEqual({ name: 'Ocean Nails', timezone: 'Europe/Lisbon' });
    expect(JSON.parse(String(entry?.after))).toEqual({ name: 'Ocean & Sons', timezone: 'Asia/Beirut' });
  });

  it('of nothing is none', async () => {
    const store = await aBusiness();
    expect(outcome(await patch(store, 1, { name: 'Ocean Nails' }))).toBe(1);
    expect(await auditOf(store)).toHaveLength(1);
  });

  it('made from an older version is refused, and told which fields are different by now', async () => {
    const store = await aBusiness();
    await patch(store, 1, { name: 'Ocean' });
    await patch(store, 2, { languages: ['pt', 'en'] });
    expect(await patch(store, 2, { name: 'Sea' })).toMatchObject({ code: 'changed', errors: [{ path: 'languages' }] });
    const late = await patch(store, 1, { name: 'Sea' });
    expect(isProblem(late) && late.errors?.map(({ path }) => path).toSorted()).toEqual(['languages', 'name']);
    expect((await getBusiness(store))?.name).toBe('Ocean');
  });

  it('of many at once from the same version is one', async () => {
    const store = await aBusiness();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => patch(store, 1, { name: `Name ${index}` })));
    expect(answers.map(outcome).filter((code) => code === 2)).toHaveLength(1);
    expect(answers.map(outcome).filter((code) => code === 'changed')).toHaveLength(7);
    const [business, registration] = await Promise.all([getBusiness(store), getRegistration(store, store.tenant)]);
    expect(registration?.name).toBe(business?.name);
    expect(await auditOf(store)).toHaveLength(2);
  });
});

describe('another address', () => {
  it('is the business’s from then on, and the old one is free', async () => {
    const store = await aBusiness({ slug: 'old-address' });
    expect(await patch(store, 1, { slug: 'new-address' })).toMatchObject({ slug: 'new-address' });
    expect(await listed('all', store)).toEqual(['new-address']);
    const other = await aBusiness({ slug: 'old-address' });
    expect((await getBusiness(other))?.slug).toBe('old-address');
    expect(outcome(await patch(other, 1, { slug: 'new-address' }))).toBe('taken');
    expect((await getBusiness(other))?.slug).toBe('old-address');
  });

  it('is kept by a business that goes there and back while an older change is still being finished', async () => {
    const store = await aBusiness({ slug: 'there' });
    const first = await getRegistration(store, store.tenant);
    await patch(store, 1, { slug: 'and-back' });
    const second = await getRegistration(store, store.tenant);
    await patch(store, 2, { slug: 'there' });
    if (!first || !second) throw new Error('not there');
    // What the first change does last comes late.
    await releaseSlug(table.platform, first);
    await dropEntries(table.platform, first, second);
    expect(outcome(await patch(await aBusiness(), 1, { slug: 'there' }, table.platform, noon + dayMs))).toBe('taken');
    expect(await listed('all', store)).toEqual(['there']);
  });

  it('ends whole after a crash between any two writes', async () => {
    let crashes = 0;
    for (let at = 1; at < 20; at++) {
      const store = await aBusiness({ slug: `from-${at}` });
      const crashed = await patch(store, 1, { slug: `to-${at}`, name: 'Moved' }, crashingAfter(table.platform, at)).then(
        () => false,
        () => true,
      );
      if (!crashed) break;
      crashes += 1;
      const version = (await getBusiness(store))?.version ?? 0;
      await patch(store, version, { slug: `to-${at}`, name: 'Moved' });
      const [business, registration] = await Promise.all([getBusiness(store), getRegistration(store, store.tenant)]);
      expect([business?.slug, registration?.slug, registration?.name]).toEqual([`to-${at}`, `to-${at}`, 'Moved']);
      expect(await listed('all', store)).toContain(`to-${at}`);
      // The address it left is free after a while, whoever died.
      const other = { slug: `from-${at}`, tenant: aTenant(), version: 1 };
      expect(await claimSlug(table.platform, other, noon + dayMs)).toBe('claimed');
    }
    expect(crashes).toBeGreaterThan(3);
  });
});
