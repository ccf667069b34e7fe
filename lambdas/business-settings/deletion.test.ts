import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Business as ShownBusiness } from '../../contract/businesses.ts';
import { EmployeeId } from '../../contract/ids.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { found } from '../_businesses/found.ts';
import { putEmployee } from '../_data/employee.ts';
import { newExport } from '../_data/export.ts';
import { exportKey } from '../_data/keys.ts';
import { pageOfEntries } from '../_data/platform-index.ts';
import { getRegistration, putRegistration } from '../_data/registration.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { cancelDeletion, graceMs, requestDeletion } from './deletion.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const dayMs = 86_400_000;
let number = 0;
let store: TenantTable;
/** The administrator who made the business. */
let admin: { id: EmployeeId; name: string };
let mails: { to: string; subject: string; text: string }[];
let forgotten: number;

beforeEach(async () => {
  mails = [];
  forgotten = 0;
  store = table.of(aTenant());
  number += 1;
  const founder = { sub: `sub-${number}`, email: `inês-${number}@people.example`, name: 'Inês' };
  const profile = { name: 'Ocean Nails', slug: `nails-${number}`, industry: 'salon', timezone: 'Europe/Lisbon' } as const;
  await found(store, table.platform, {
    profile: { ...profile, currency: 'EUR', languages: ['pt'], hours: [] },
    plan: 'free',
    madeFrom: 'm',
    founder,
    by: { type: 'employee', id: store.tenant, name: 'Inês' },
    from: '',
    requestId: 'r',
    now: noon,
  });
  admin = { id: EmployeeId.parse(store.tenant), name: 'Inês' };
});

const exported = async (state: 'done' | 'failed', finishedAt: number) => {
  const made = { ...newExport(ulid(finishedAt), finishedAt), state, finishedAt };
  await store.client.send(new PutCommand({ TableName: store.table, Item: { ...exportKey(store.tenant, made.id), ...made } }));
};
interface Asking {
  readonly name?: string;
  readonly employee?: typeof admin;
  readonly now?: number;
  readonly platform?: typeof table.platform;
}
const by = ({ employee = admin, now = noon }: Asking) => ({ employee, sourceIp: '192.0.2.7', requestId: 'r', now });
const dependencies = (platform = table.platform) => ({
  platform,
  sendMail: async (mail: (typeof mails)[number]) => void mails.push(mail),
  forgetDecisions: async () => {
    forgotten += 1;
  },
});
const request = (asking: Asking = {}) =>
  requestDeletion(
    dependencies(asking.platform),
    { ...store, client: (asking.platform ?? store).client },
    {
      ...by(asking),
      body: { name: asking.name ?? 'Ocean Nails' },
    },
  );
const cancel = (asking: Asking = {}) =>
  cancelDeletion(dependencies(asking.platform), { ...store, client: (asking.platform ?? store).client }, by(asking));
const outcome = (answer: ShownBusiness | ProblemResult) => (isProblem(answer) ? answer.code : answer.status);
const registration = () => getRegistration(store, store.tenant);
const actions = async () =>
  (await table.scan())
    .filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#AUDIT`))
    .map(({ action }) => action)
    .filter((action) => action !== 'business.created');
const dueAt = async () =>
  (await pageOfEntries(table.platform, 'removal', { limit: 1000 })).entries
    .filter(({ tenant }) => tenant === store.tenant)
    .map(({ at }) => Number(at.slice(0, 13)));

describe('asking for the end of a business', () => {
  it('takes an export that is done and not older than 7 days', async () => {
    expect(outcome(await request())).toBe('conflict');
    await exported('failed', noon);
    await exported('done', noon - 7 * dayMs - 1);
    expect(outcome(await request())).toBe('conflict');
    await exported('done', noon - 6 * dayMs);
    expect(await request()).toMatchObject({ status: 'deleting', deletedAfter: new Date(noon + graceMs).toISOString() });
    expect(await registration()).toMatchObject({ status: 'deleting', deletedAfter: noon + graceMs });
    expect(await dueAt()).toEqual([noon + graceMs]);
    expect(await actions()).toEqual(['business.deletion-requested']);
  });

  it('takes its name, typed exactly, and somebody who is an administrator by now', async () => {
    await exported('done', noon);
    for (const name of ['ocean nails', 'Ocean', '']) expect(outcome(await request({ name }))).toBe('invalid-body');
    const agent = { id: anEmployee(), name: 'Rui' };
    const common = { overrides: { grant: [], deny: [] }, active: true, joinedAt: noon, version: 1 };
    await putEmployee(store, { ...common, ...agent, email: 'rui@people.example', sub: 'rui', role: 'agent' });
    expect(outcome(await request({ employee: agent }))).toBe('forbidden');
    expect(outcome(await request({ employee: { id: anEmployee(), name: 'Nobody' } }))).toBe('forbidden');
    expect(await registration()).toMatchObject({ status: 'active' });
    expect(await actions()).toEqual([]);
    expect(mails).toEqual([]);
  });

  it('counts for everybody’s next call, and mails the administrators who work there, each in their language', async () => {
    await exported('done', noon);
    const common = { overrides: { grant: [], deny: [] }, joinedAt: noon, version: 1, sub: 's', name: 'N' };
    const others = [
      { role: 'admin', active: true, language: 'ar', email: 'ar@people.example' },
      { role: 'admin', active: false, language: 'en', email: 'gone@people.example' },
      { role: 'agent', active: true, language: 'en', email: 'agent@people.example' },
    ] as const;
    for (const other of others) await putEmployee(store, { ...common, ...other, id: anEmployee() });
    await request();
    expect(forgotten).toBe(1);
    expect(mails.map(({ to }) => to).toSorted()).toEqual(['ar@people.example', `inês-${number}@people.example`]);
    expect(mails.find(({ to }) => to.startsWith('ar'))?.text).toContain('حذف');
    for (const { subject, text } of mails) expect(`${subject} ${text}`).toContain('2026-12-20');
  });

  it('again changes nothing, and is not told again', async () => {
    await exported('done', noon);
    await request();
    expect(await request({ now: noon + dayMs })).toMatchObject({ deletedAfter: new Date(noon + graceMs).toISOString() });
    expect([mails.length, (await actions()).length]).toEqual([1, 1]);
  });

  it('and keeping it after all, again and again, mails the administrators three times a day each at most', async () => {
    await exported('done', noon);
    const rounds: string[] = [];
    for (let minute = 0; minute < 6; minute++) {
      rounds.push(outcome(await request({ now: noon + minute * 60_000 })));
      await cancel({ now: noon + minute * 60_000 });
    }
    expect(rounds).toEqual(['deleting', 'deleting', 'deleting', 'too-many', 'too-many', 'too-many']);
    expect(mails).toHaveLength(6);
    expect(mails.at(-1)?.subject).toContain('stays');
    expect((await actions()).length).toBe(6);
    expect(outcome(await request({ now: noon + dayMs - 1 }))).toBe('too-many');
    expect(outcome(await request({ now: noon + dayMs }))).toBe('deleting');
    expect((await registration())?.deletionRequests).toEqual([noon + 60_000, noon + 120_000, noon + dayMs]);
  });

  it('stands when the mail cannot be sent', async () => {
    await exported('done', noon);
    const refusing = { ...dependencies(), sendMail: () => Promise.reject(new Error('not now')) };
    const answer = await requestDeletion(refusing, store, { ...by({}), body: { name: 'Ocean Nails' } });
    expect(outcome(answer)).toBe('deleting');
  });
});

describe('keeping it after all', () => {
  it('gives everybody back what they had', async () => {
    await exported('done', noon);
    await request();
    expect(outcome(await cancel())).toBe('active');
    const now = await registration();
    expect([now?.status, now?.deletedAfter]).toEqual(['active', undefined]);
    expect(await dueAt()).toEqual([]);
    expect((await actions()).toSorted()).toEqual(['business.deletion-cancelled', 'business.deletion-requested']);
    expect([forgotten, mails.length]).toEqual([2, 2]);
    expect(outcome(await cancel())).toBe('active');
    expect([await actions(), mails.length]).toMatchObject([{ length: 2 }, 2]);
  });

  it('is too late once its removal has begun', async () => {
    await exported('done', noon);
    await request();
    const was = await registration();
    if (!was) throw new Error('Not there');
    await putRegistration(table.platform, { ...was, removing: noon + graceMs });
    expect(outcome(await cancel({ now: noon + graceMs }))).toBe('conflict');
    expect(await registration()).toMatchObject({ status: 'deleting' });
  });
});

describe('a crash between any two writes', () => {
  it.each([
    ['request', request, 'deleting'],
    ['cancel', cancel, 'active'],
  ] as const)('of a %s is made good by the next try', async (what, ask, status) => {
    await exported('done', noon);
    if (what === 'cancel') await request();
    let crashes = 0;
    for (let after = 1; after < 10; after++) {
      const crashed = await ask({ platform: crashingAfter(table.platform, after) }).then(
        () => false,
        () => true,
      );
      if (!crashed) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(0);
    expect(outcome(await ask())).toBe(status);
    const now = await registration();
    expect(now?.status).toBe(status);
    // Places that lead nowhere may be left, and one that leads here is never missing.
    if (status === 'deleting') expect(await dueAt()).toContain(now?.deletedAfter);
    expect(
      (await actions()).filter((action) => action === `business.deletion-${what === 'cancel' ? 'cancelled' : 'requested'}`),
    ).toHaveLength(1);
  });
});
