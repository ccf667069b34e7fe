import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UsageNoticeJob } from '../../contract/queues.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { reserve } from '../_data/budget.ts';
import { monthlyUsageKey } from '../_data/keys.ts';
import { putRegistration } from '../_data/registration.ts';
import { budgetNoticeDue, usageNoticeDue } from '../_data/usage-notice.ts';
import type { SendMail } from '../_shared/mail.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { tellAdmins } from './tell-admins.ts';

let table: TestTable;
let team: TestTeam;
let mails: Parameters<SendMail>[0][];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table, 'free');
  mails = [];
});

const used = (conversations: number) =>
  team.store.client.send(
    new PutCommand({ TableName: team.store.table, Item: { ...monthlyUsageKey(team.store.tenant, '2026-11'), conversations } }),
  );
const due = () => usageNoticeDue(team.store, noon);
async function dueNow(): Promise<UsageNoticeJob> {
  const job = await due();
  if (job === undefined) throw new Error('Nothing is due');
  return job;
}
const tell = (job: UsageNoticeJob, { store = team.store, refuses = '' }: { store?: TenantTable; refuses?: string } = {}) =>
  tellAdmins(
    {
      store,
      sendMail: async (mail) => {
        if (mail.to === refuses) throw new Error('the mail service answered 400');
        mails.push(mail);
      },
      origin: 'https://desk.example',
      clock: () => noon,
    },
    job,
  );
const recipients = () => mails.map(({ to }) => to).toSorted();
const subjectTo = (address: string) => mails.findLast(({ to }) => to === address)?.subject;

describe('what is due', () => {
  it('is the soft limit from 80 % on, and the hard one at the limit', async () => {
    expect(await due()).toBeUndefined();
    for (const [conversations, level] of [
      [79, undefined],
      [80, 'soft'],
      [99, 'soft'],
      [100, 'hard'],
      [140, 'hard'],
    ] as const) {
      await used(conversations);
      expect((await due())?.level, String(conversations)).toBe(level);
    }
    expect(await usageNoticeDue(team.store, Date.UTC(2026, 11, 1))).toBeUndefined();
  });
});

describe('administrators', () => {
  it('of a business that is being removed are not mailed, and nothing is noted', async () => {
    await team.hire('admin', { email: 'samia@desk.test' });
    await used(80);
    const job = await dueNow();
    await putRegistration(table.platform, aRegistration(team.store, { status: 'deleting', deletedAfter: noon, removing: noon }));
    const before = await table.scan();
    await tell(job);
    expect(mails).toEqual([]);
    expect(await table.scan()).toEqual(before);
  });

  it('are mailed once a month and limit, in their language, and nobody else', async () => {
    await team.hire('admin', { email: 'samia@desk.test', language: 'ar' });
    await team.hire('admin', { email: 'deniz@desk.test', language: 'tr' });
    await team.hire('admin', { email: 'former@desk.test', active: false });
    await team.hire('manager', { email: 'manager@desk.test' });
    await used(80);
    const soft = await dueNow();
    await tell(soft);
    await tell(soft);
    expect(recipients()).toEqual(['deniz@desk.test', 'samia@desk.test']);
    expect(subjectTo('samia@desk.test')).toContain('استُخدمت 80 من 100');
    expect(subjectTo('deniz@desk.test')).toContain('80 tanesi');
    expect(await due()).toBeUndefined();
    await used(100);
    await tell(await dueNow());
    expect(recipients()).toHaveLength(4);
    expect(subjectTo('samia@desk.test')).toContain('كل المحادثات');
    expect(await due()).toBeUndefined();
  });

  it('without a language are written to in the first of the business', async () => {
    await team.hire('admin');
    await used(80);
    await tell(await dueNow());
    expect(mails[0]?.text).toContain('نوفمبر');
  });

  it('who were not reached are tried again, and the others left out', async () => {
    const unreachable = await team.hire('admin', { email: 'one@desk.test' });
    await team.hire('admin', { email: 'two@desk.test' });
    await used(100);
    const job = await dueNow();
    await expect(tell(job, { refuses: unreachable.email })).rejects.toThrow('1 mails were not taken');
    expect(recipients()).toEqual(['two@desk.test']);
    expect(await due()).toEqual(job);
    await tell(job);
    expect(recipients()).toEqual(['one@desk.test', 'two@desk.test']);
  });

  it.each([1, 2, 3])('are all reached when the process dies at its %i. write, and nobody twice but by that', async (nth) => {
    for (const name of ['one', 'two']) await team.hire('admin', { email: `${name}@desk.test` });
    await used(100);
    const job = await dueNow();
    await expect(tell(job, { store: crashingAfter(team.store, nth) })).rejects.toThrow('crashed');
    await tell(job);
    expect(recipients()).toEqual(['one@desk.test', 'two@desk.test']);
  });
});

it('who may see the costs are mailed once that the assistant has stopped at its cap, and again at a higher one', async () => {
  await team.hire('admin', { email: 'admin@desk.test', language: 'en' });
  await team.hire('agent', { email: 'granted@desk.test', language: 'en', overrides: { grant: ['settings.view'], deny: [] } });
  await team.hire('admin', { email: 'denied@desk.test', overrides: { grant: [], deny: ['settings.view'] } });
  await team.hire('agent', { email: 'agent@desk.test' });
  const { store } = team;
  await reserve(store, { id: '1', at: noon, by: 'openai one', micros: 900_000, capMicros: 1_000_000, until: noon + 1 });
  const job = await budgetNoticeDue(store, 1_000_000, noon);
  if (!job) throw new Error('nothing is due');
  await tell(job);
  await tell(job);
  expect(recipients()).toEqual(['admin@desk.test', 'granted@desk.test']);
  expect(mails[0]?.subject).toContain('the assistant has stopped');
  expect(await budgetNoticeDue(store, 1_000_000, noon)).toBeUndefined();
  expect(await budgetNoticeDue(store, 2_000_000, noon)).toMatchObject({ limit: 2_000_000 });
  expect(await budgetNoticeDue(store, 1_000_000, Date.UTC(2026, 11, 1))).toMatchObject({ month: '2026-12' });
});
