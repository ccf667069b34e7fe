import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BusinessProfile } from '../../contract/businesses.ts';
import type { TenantId } from '../../contract/ids.ts';
import { permissions } from '../../contract/permissions.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { found } from '../_businesses/found.ts';
import { getInvitation } from '../_data/invitation.ts';
import { copyMembership, getMembership, putMembership } from '../_data/membership.ts';
import { pageOfEntries } from '../_data/platform-index.ts';
import { getRegistration, putRegistration } from '../_data/registration.ts';
import { isProblem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { createFor } from './create.ts';
import { platformCursors } from './cursors.ts';
import { oneBusiness } from './one-business.ts';
import { platformLog } from './platform-log.ts';
import { changePlan, keep, reactivate, suspend } from './standing.ts';
import { endImpersonation, impersonate, visitMs } from './visits.ts';

let table: TestTable;
let store: TenantTable;
let flushes: number;
let closed: string[];
let mails: { to: string; text: string }[];
let number = 0;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const asked = { sub: 'boss', name: 'boss@platform.test', sourceIp: '192.0.2.9', requestId: 'r', now: noon };
const profile = (given: Partial<BusinessProfile> = {}): BusinessProfile => ({
  name: 'Ocean Nails',
  slug: `ocean-${++number}`,
  industry: 'salon',
  timezone: 'Europe/Lisbon',
  currency: 'EUR',
  languages: ['pt'],
  hours: [],
  ...given,
});
const dependencies = (platform: PlatformTable = table.platform) => ({
  platform,
  storeOf: (tenant: TenantId) => ({ ...platform, tenant }),
  forgetDecisions: async () => {
    flushes += 1;
  },
  closeAll: async ({ tenant }: TenantTable) => void closed.push(tenant),
  sendMail: async (mail: { to: string; text: string }) => void mails.push(mail),
  pause: async () => undefined,
  environment: {},
});
beforeEach(async () => {
  flushes = 0;
  closed = [];
  mails = [];
  store = table.of(aTenant());
  const by = { type: 'system' as const, id: 's', name: 's' };
  await found(store, table.platform, {
    profile: profile(),
    plan: 'free',
    madeFrom: 'm',
    by,
    from: '',
    requestId: 'r',
    now: noon,
  });
});

const auditOf = async ({ tenant }: TenantTable) =>
  (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT`)).map(({ action }) => String(action));
const logOf = async ({ tenant }: TenantTable, now = noon) => {
  const page = await platformLog(dependencies(), { limit: 100 }, now, platformCursors(table.platform));
  return isProblem(page) ? [] : page.items.filter(({ business }) => business === tenant).map(({ entry }) => entry);
};

describe('suspending', () => {
  const reason = 'Three invoices are not paid';
  it('stops the business at once, and is in both logs', async () => {
    expect(await suspend(dependencies(), store.tenant, reason, asked)).toMatchObject({
      status: 'suspended',
      suspendedFor: reason,
    });
    expect(await getRegistration(store, store.tenant)).toMatchObject({ status: 'suspended', suspendedFor: reason });
    expect([flushes, closed]).toEqual([1, [store.tenant]]);
    expect(await auditOf(store)).toContain('business.suspended');
    expect(await logOf(store)).toMatchObject([
      {
        action: 'business.suspended',
        by: { type: 'platform', id: 'boss', name: 'boss@platform.test' },
        before: { status: 'active' },
        after: { status: 'suspended', reason },
        from: '192.0.2.9',
      },
    ]);
  });
  it('again for the same reason changes nothing, for another one does', async () => {
    await suspend(dependencies(), store.tenant, reason, asked);
    await suspend(dependencies(), store.tenant, reason, asked);
    expect(await logOf(store)).toHaveLength(1);
    expect(await suspend(dependencies(), store.tenant, 'Spam to customers', asked)).toMatchObject({
      suspendedFor: 'Spam to customers',
    });
    expect(await logOf(store)).toHaveLength(2);
  });
  it('holds although the pages could not be closed, but not without the authorizer being told', async () => {
    const mute = { ...dependencies(), closeAll: () => Promise.reject(new Error('not now')) };
    expect(await suspend(mute, store.tenant, reason, asked)).toMatchObject({ status: 'suspended' });
    const deaf = { ...dependencies(), forgetDecisions: () => Promise.reject(new Error('not now')) };
    await expect(suspend(deaf, store.tenant, reason, asked)).rejects.toThrow('not now');
    expect(flushes).toBe(1);
    await suspend(dependencies(), store.tenant, reason, asked);
    expect(flushes).toBe(2);
  });
  it('ends with a reactivation', async () => {
    await suspend(dependencies(), store.tenant, reason, asked);
    const active = await reactivate(dependencies(), store.tenant, asked);
    expect(active).toMatchObject({ status: 'active' });
    expect(active).not.toHaveProperty('suspendedFor');
    await reactivate(dependencies(), store.tenant, asked);
    expect((await logOf(store)).map(({ action }) => action).toSorted()).toEqual(['business.reactivated', 'business.suspended']);
    expect(
      (await pageOfEntries(table.platform, 'suspended', { limit: 100 })).entries.filter(({ tenant }) => tenant === store.tenant),
    ).toEqual([]);
  });
  it('of one that is to be deleted lets the time stand still, and either way it may be kept', async () => {
    const was = await getRegistration(store, store.tenant);
    if (!was) throw new Error('Not there');
    await putRegistration(table.platform, { ...was, status: 'deleting', deletedAfter: noon + 1000 });
    await suspend(dependencies(), store.tenant, reason, asked);
    await reactivate(dependencies(), store.tenant, { ...asked, now: noon + 500 });
    expect(await getRegistration(store, store.tenant)).toMatchObject({ status: 'deleting', deletedAfter: noon + 1500 });
    const kept = await keep(dependencies(), store.tenant, asked);
    expect(kept).toMatchObject({ status: 'active' });
    expect(kept).not.toHaveProperty('deletedAfter');
    await keep(dependencies(), store.tenant, asked);
    expect((await logOf(store)).filter(({ action }) => action === 'business.deletion-cancelled')).toHaveLength(1);

    await putRegistration(table.platform, { ...was, status: 'suspended', deletedAfter: noon + 1000 });
    expect(await keep(dependencies(), store.tenant, asked)).toMatchObject({ status: 'suspended' });
    await putRegistration(table.platform, { ...was, status: 'deleting', deletedAfter: noon, removing: noon });
    expect(await keep(dependencies(), store.tenant, asked)).toMatchObject({ code: 'not-found' });
  });
  it('of nothing is not found', async () => {
    expect(await suspend(dependencies(), aTenant(), reason, asked)).toMatchObject({ code: 'not-found' });
    expect(await oneBusiness(dependencies(), aTenant(), noon)).toMatchObject({ code: 'not-found' });
  });
  it('and reactivating at the same time end as one of them says, and both logs agree', async () => {
    await suspend(dependencies(), store.tenant, reason, asked);
    await Promise.all([
      reactivate(dependencies(), store.tenant, asked),
      suspend(dependencies(), store.tenant, 'Something else', asked),
      changePlan(dependencies(), store.tenant, 'pro', asked),
    ]);
    expect(await getRegistration(store, store.tenant)).toMatchObject({ plan: 'pro', version: (await logOf(store)).length + 1 });
    expect((await logOf(store)).length + 1).toBe((await auditOf(store)).length);
  });
  it('that dies between any two writes shows nothing that did not happen, and is finished by trying again', async () => {
    let crashes = 0;
    for (let at = 1; at < 10; at++) {
      await reactivate(dependencies(), store.tenant, asked);
      const [before, standing] = [await logOf(store), await getRegistration(store, store.tenant)];
      const died = await suspend(dependencies(crashingAfter(table.platform, at)), store.tenant, reason, asked).then(
        () => false,
        () => true,
      );
      const after = await getRegistration(store, store.tenant);
      expect((await logOf(store)).length - before.length).toBe((after?.version ?? 0) - (standing?.version ?? 0));
      if (!died) break;
      crashes += 1;
      expect(await suspend(dependencies(), store.tenant, reason, asked)).toMatchObject({ status: 'suspended' });
    }
    expect(crashes).toBeGreaterThan(2);
  });
});

describe('a plan', () => {
  it('counts from the next call on', async () => {
    expect(await changePlan(dependencies(), store.tenant, 'pro', asked)).toMatchObject({ plan: 'pro' });
    const one = await oneBusiness(dependencies(), store.tenant, noon);
    expect(one).toMatchObject({ business: { plan: 'pro' }, usage: { plan: 'pro', month: '2026-11' } });
    expect(await logOf(store)).toMatchObject([{ before: { plan: 'free' }, after: { plan: 'pro' } }]);
  });
});

describe('a visit', () => {
  const reason = 'Asked for help with hours';
  const look = () => impersonate(dependencies(), store.tenant, reason, asked);
  const place = () => getMembership(table.platform, 'boss', store.tenant);

  it('shows everything and allows nothing else, for an hour', async () => {
    expect(await look()).toEqual({ business: store.tenant, name: 'Ocean Nails', reason, until: '2026-11-20T10:00:00.000Z' });
    const row = await place();
    expect(row).toMatchObject({ active: true, impersonation: { until: noon + visitMs, reason } });
    expect(row?.permissions).toEqual(permissions.filter((permission) => permission.endsWith('.view')));
    expect(row?.permissions.length).toBeGreaterThan(5);
    expect(flushes).toBe(1);
    expect((await logOf(store)).map(({ action, after }) => [action, after])).toEqual([
      ['impersonation.begun', { reason, until: '2026-11-20T10:00:00.000Z' }],
    ]);
  });
  it('ends when the visitor says so, in the log as well', async () => {
    await look();
    await endImpersonation(dependencies(), store.tenant, asked);
    expect(await place()).toBeUndefined();
    expect(flushes).toBe(2);
    await endImpersonation(dependencies(), store.tenant, asked);
    expect((await logOf(store)).map(({ action }) => action).toSorted()).toEqual(['impersonation.begun', 'impersonation.ended']);
  });
  it('never takes or ends the place of somebody who works there', async () => {
    const own = {
      sub: 'boss',
      tenant: store.tenant,
      employeeId: anEmployee(),
      name: 'Boss',
      email: 'boss@platform.test',
      role: 'viewer',
      permissions: ['conversations.view' as const],
      active: true,
      version: 1,
    };
    await putMembership(table.platform, own);
    expect(await look()).toMatchObject({ code: 'conflict' });
    await endImpersonation(dependencies(), store.tenant, asked);
    expect(await place()).toEqual(own);
    // Whoever joins while visiting is a colleague from then on.
    await putMembership(table.platform, { ...own, active: false });
    expect(isProblem(await look())).toBe(false);
    expect(await copyMembership(table.platform, own)).toBe('written');
    expect(await place()).toEqual(own);
  });
  it('is in the log before it begins, whatever dies', async () => {
    for (let at = 1; at < 5; at++) {
      await endImpersonation(dependencies(), store.tenant, asked);
      const before = (await logOf(store)).length;
      await impersonate(dependencies(crashingAfter(table.platform, at)), store.tenant, reason, asked).catch(() => undefined);
      if (await place()) expect((await logOf(store)).length).toBe(before + 1);
    }
  });
});

describe('a business made by the platform', () => {
  const request = (given: object = {}) => ({
    ...profile(),
    plan: 'starter' as const,
    admin: { email: 'ines@ocean.test', name: 'Inês Faria' },
    ...given,
  });
  const origin = 'https://desk.example';

  it('is there, and its first administrator is invited', async () => {
    const tenant = aTenant();
    const body = request();
    expect(await createFor(dependencies(), tenant, body, { ...asked, origin })).toMatchObject({
      id: tenant,
      plan: 'starter',
      slug: body.slug,
    });
    expect(await getInvitation(table.of(tenant), tenant)).toMatchObject({
      email: 'ines@ocean.test',
      role: 'admin',
      state: 'open',
      language: 'pt',
    });
    expect(mails).toMatchObject([{ to: 'ines@ocean.test' }]);
    expect((await logOf(table.of(tenant))).map(({ action }) => action)).toEqual(['business.created']);
    expect(await getMembership(table.platform, 'boss', tenant)).toBeUndefined();
  });
  it('is made once, and its administrator mailed once, however often it dies and is tried', async () => {
    let crashes = 0;
    for (let at = 1; at < 25; at++) {
      const tenant = aTenant();
      const body = request({ admin: { email: `ines${at}@ocean.test`, name: 'Inês' } });
      const died = await createFor(dependencies(crashingAfter(table.platform, at)), tenant, body, { ...asked, origin }).then(
        () => false,
        () => true,
      );
      expect(await createFor(dependencies(), tenant, body, { ...asked, origin }), `crash after ${at}`).toMatchObject({
        id: tenant,
      });
      expect((await getInvitation(table.of(tenant), tenant))?.mailedAt).toBeDefined();
      expect((await logOf(table.of(tenant))).map(({ action }) => action)).toEqual(['business.created']);
      if (!died) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(5);
  });
  it('needs an address that is free, and a place that the link leads to', async () => {
    const registration = await getRegistration(store, store.tenant);
    const taken = await createFor(dependencies(), aTenant(), request({ slug: registration?.slug }), { ...asked, origin });
    expect(taken).toMatchObject({ code: 'taken' });
    expect(await createFor(dependencies(), aTenant(), request(), { ...asked, origin: undefined })).toMatchObject({
      code: 'bad-request',
    });
    expect(mails).toEqual([]);
  });
});

describe('the log of the platform', () => {
  it('comes in pages, newest first, and takes back only its own places', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const now = noon + turn * 40 * 24 * 3_600_000;
      await changePlan(dependencies(), store.tenant, turn % 2 ? 'free' : 'pro', { ...asked, now });
    }
    const cursors = platformCursors(table.platform);
    const now = noon + 100 * 24 * 3_600_000;
    const times: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await platformLog(dependencies(), { limit: 2, cursor }, now, cursors);
      if (isProblem(page)) throw new Error(page.code);
      times.push(...page.items.filter(({ business }) => business === store.tenant).map(({ entry }) => entry.at));
      cursor = page.next;
    } while (cursor);
    expect(times).toHaveLength(3);
    expect(times).toEqual(times.toSorted().reverse());
    expect(await platformLog(dependencies(), { limit: 2, cursor: 'x.y' }, now, cursors)).toMatchObject({ code: 'invalid-query' });
  });
});
