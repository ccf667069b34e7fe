import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { getBusiness } from '../_data/business.ts';
import { employeesOf } from '../_data/employee.ts';
import { getMembership } from '../_data/membership.ts';
import { pageOfEntries } from '../_data/platform-index.ts';
import { getRegistration } from '../_data/registration.ts';
import { usageOf } from '../_data/usage.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { createBusiness, type NewBusiness } from './create-business.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

let number = 0;
const body = (given: Partial<NewBusiness['body']> = {}): NewBusiness['body'] => ({
  name: 'Ocean Nails',
  slug: `ocean-nails-${++number}`,
  industry: 'salon',
  timezone: 'Europe/Lisbon',
  currency: 'EUR',
  languages: ['pt', 'en'],
  hours: [{ day: 5, from: '18:00', to: '02:00' }],
  employeeName: 'Inês Faria',
  ...given,
});
const request = (given: Partial<NewBusiness> = {}): NewBusiness => ({
  tenant: aTenant(),
  sub: `sub-${++number}`,
  body: body(),
  from: '192.0.2.7',
  requestId: 'r',
  now: noon,
  ...given,
});
const everybody = async (sub: string) => (sub === 'nobody' ? undefined : `${sub}@example.test`);
const create = (asked: NewBusiness, through: PlatformTable = table.platform) =>
  createBusiness({ platform: through, storeOf: (tenant) => ({ ...through, tenant }), emailOf: everybody }, asked);
const codeOf = (answer: object | ProblemResult) => (isProblem(answer) ? answer.code : 'made');

async function stateOf({ tenant, sub }: Pick<NewBusiness, 'tenant' | 'sub'>) {
  const store: TenantTable = table.of(tenant);
  const people = [];
  for await (const person of employeesOf(store)) people.push(person);
  return {
    business: await getBusiness(store),
    registration: await getRegistration(store, tenant),
    people,
    membership: await getMembership(table.platform, sub, tenant),
    seats: (await usageOf(store, noon))?.items.find(({ metered }) => metered === 'employees')?.used,
    audit: (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT`)).length,
  };
}

describe('a business of one’s own', () => {
  it('is there with its first administrator, on the free plan', async () => {
    const asked = request();
    const made = await create(asked);
    const { employeeName: _, ...profile } = asked.body;
    expect(made).toEqual({
      id: asked.tenant,
      ...profile,
      status: 'active',
      plan: 'free',
      createdAt: '2026-11-20T09:00:00.000Z',
      version: 1,
    });
    const { people, membership, seats, audit } = await stateOf(asked);
    expect(people).toMatchObject([{ name: 'Inês Faria', role: 'admin', sub: asked.sub, email: `${asked.sub}@example.test` }]);
    expect(membership).toMatchObject({ role: 'admin', active: true, employeeId: people[0]?.id });
    expect(membership?.permissions).toContain('billing.manage');
    expect([seats, audit]).toEqual([1, 1]);
  });

  it('is made once however often it is asked for, also at the same time', async () => {
    const asked = request();
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(asked)));
    for (const answer of answers) expect(answer).toMatchObject({ id: asked.tenant, version: 1 });
    expect(await stateOf(asked)).toMatchObject({ seats: 1, audit: 1, people: [{ role: 'admin' }] });
  });

  it('is not another’s under the same key, nor another one', async () => {
    const asked = request();
    await create(asked);
    expect(codeOf(await create({ ...asked, body: body() }))).toBe('idempotency-key-reused');
    expect(codeOf(await create({ ...asked, sub: 'somebody-else' }))).toBe('idempotency-key-reused');
    expect(await getMembership(table.platform, 'somebody-else', asked.tenant)).toBeUndefined();
  });

  it('needs an address that nobody has', async () => {
    const first = request();
    await create(first);
    const second = request({ body: body({ slug: first.body.slug }) });
    expect(await create(second)).toMatchObject({ code: 'taken', errors: [{ path: 'slug' }] });
    expect(await stateOf(second)).toMatchObject({ business: undefined, membership: undefined, people: [] });
  });

  it('of two that want the same address at the same time is one', async () => {
    for (let round = 0; round < 10; round++) {
      const slug = `race-${round}`;
      const codes = await Promise.all([1, 2, 3].map(async () => codeOf(await create(request({ body: body({ slug }) })))));
      expect(codes.toSorted()).toEqual(['made', 'taken', 'taken']);
    }
  });

  it('is the third at most', async () => {
    const sub = 'founder';
    const codes = await Promise.all(Array.from({ length: 5 }, async () => codeOf(await create(request({ sub })))));
    expect(codes.toSorted()).toEqual(['limit-reached', 'limit-reached', 'made', 'made', 'made']);
    // One that could not be made takes no place.
    const other = 'other-founder';
    for (let round = 0; round < 4; round++) await create(request({ sub: other, body: body({ slug: 'race-1' }) }));
    expect(codeOf(await create(request({ sub: other })))).toBe('made');
  });

  it('is not made for an account that is gone', async () => {
    expect(codeOf(await create(request({ sub: 'nobody' })))).toBe('signed-out');
  });
});

describe('a crash between any two writes', () => {
  it('is finished by the same request again', async () => {
    let crashes = 0;
    for (let at = 1; at < 30; at++) {
      const asked = request();
      const fragile = crashingAfter(table.platform, at);
      const crashed = await create(asked, fragile).then(
        () => false,
        () => true,
      );
      if (crashed) crashes += 1;
      expect(await create(asked), `crash after write ${at}`).toMatchObject({ id: asked.tenant, status: 'active' });
      const state = await stateOf(asked);
      expect(state, `crash after write ${at}`).toMatchObject({ seats: 1, audit: 1, people: [{ role: 'admin' }] });
      expect(state.membership?.active).toBe(true);
      const { entries } = await pageOfEntries(table.platform, 'all', { beginning: asked.body.slug, limit: 10 });
      expect(entries).toMatchObject([{ tenant: asked.tenant }]);
      if (!crashed) break;
    }
    expect(crashes).toBeGreaterThan(4);
  });

  it('keeps neither the address nor the place when nobody asks again', async () => {
    const sub = 'gave-up';
    const slug = 'given-up';
    for (const at of [1, 2, 3]) {
      await create(request({ sub, body: body({ slug }) }), crashingAfter(table.platform, at)).catch(() => undefined);
    }
    const later = noon + 16 * 60_000;
    expect(codeOf(await create(request({ body: body({ slug }), now: noon + 60_000 })))).toBe('taken');
    expect(codeOf(await create(request({ body: body({ slug }), now: later })))).toBe('made');
    for (let round = 0; round < 3; round++) expect(codeOf(await create(request({ sub, now: later })))).toBe('made');
  });
});
