import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../contract/ids.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, aText, aTwilioNumber, noon } from '../../test/engine/factory.ts';
import { founderOf, fullBusiness, kindsMissing } from '../../test/engine/full-business.ts';
import { changeRegistration } from '../_businesses/change-registration.ts';
import { putChannel } from '../_data/channel.ts';
import { recordEvent } from '../_data/channel-health.ts';
import { claimFounding } from '../_data/founded.ts';
import { claimNumber } from '../_data/hook.ts';
import { addInbound } from '../_data/message.ts';
import { addEntries, pageOfEntries } from '../_data/platform-index.ts';
import { claimSlug, getRegistration, isGone, type Registration } from '../_data/registration.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { reapplyRemovals } from './records.ts';
import { type RemovalDependencies, removeDue, settlingMs } from './remove-due.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const dayMs = 86_400_000;
const due = noon + 30 * dayMs;
let number = 0;
const nextMark = () => `canary${String(++number).padStart(4, '0')}`;
let mark: string;
let store: TenantTable;
let registration: Registration;
/** What was asked of others than the table. */
let asked: string[];
/** Businesses that were noted as removed, and how many of their rows there were. */
const recorded = new Map<TenantId, number>();
/** Number of files of each business. */
const files = new Map<TenantId, number>();
const other = { mark: 'neighbour', items: new Map<string, unknown>() };

beforeEach(async () => {
  mark = nextMark();
  asked = [];
  store = table.of(aTenant());
  registration = await fullBusiness(table, store, mark);
  files.set(store.tenant, 3);
});

const left = async () =>
  (await table.scan()).filter((item) => [store.tenant, mark].some((text) => JSON.stringify(item).includes(text)));

/** The end was asked for, and its time is over at `due`. */
async function toBeRemoved(change: Partial<Registration> = {}): Promise<void> {
  const answer = await changeRegistration<Registration>(store, table.platform, async () => {
    const was = await getRegistration(store, store.tenant);
    if (!was) throw new Error('Not there');
    const next = { status: 'deleting', deletedAfter: due, ...change } as const;
    return { was, change: next, writes: [], result: (now) => now };
  });
  if ('code' in answer) throw new Error('Not changed');
  registration = answer;
}

interface Run {
  readonly at: number;
  /** Dies right after so many writes of its own. */
  readonly crashAfter?: number;
  /** Has time for so many pages. */
  readonly pages?: number;
}

function run({ at, crashAfter, pages = Number.POSITIVE_INFINITY }: Run) {
  let time = pages;
  const crashing = crashAfter === undefined ? table.platform : crashingAfter(table.platform, crashAfter);
  const of = (tenant: TenantId): TenantTable => ({ ...crashing, tenant });
  const dependencies: RemovalDependencies = {
    platform: crashing,
    storeOf: of,
    logOf: of,
    files: {
      erase: async (tenant) => {
        const count = files.get(tenant) ?? 0;
        files.delete(tenant);
        return count;
      },
    },
    records: {
      keep: async (tenant) => {
        asked.push('record');
        recorded.set(tenant, (await left()).length);
      },
    },
    closeAll: async ({ tenant }) => void asked.push(`close ${tenant === store.tenant}`),
    forgetDecisions: async () => void asked.push('forget'),
    open: async (_tenant, _purpose, sealed) => `open ${sealed}`,
    account: () => ({
      ...refusingAccount,
      numbers: async () => ({ ids: [`1${mark}`, 'elsewhere'] }),
      unsubscribe: async (waba) => {
        asked.push(`unsubscribe ${waba}`);
        return { subscribed: false };
      },
    }),
    hasTime: () => time-- > 0,
    clock: () => at,
  };
  return removeDue(dependencies);
}
const notAsked = () => Promise.reject(new Error('not asked for'));
const refusingAccount = { token: notAsked, number: notAsked, holds: notAsked, subscribe: notAsked };

/** Runs every quarter of an hour, however each of them ends, until nothing is due any more. */
async function runUntilGone(first: Omit<Run, 'at'> = {}, most = 60): Promise<number> {
  for (let turn = 0; turn < most; turn++) {
    const at = due + turn * 15 * 60_000;
    await run({ at, ...(turn === 0 || first.pages !== undefined ? first : {}) }).catch(() => undefined);
    const { entries } = await pageOfEntries(table.platform, 'removal', { limit: 100 });
    if (!entries.some(({ tenant }) => tenant === store.tenant)) return turn;
  }
  throw new Error('It never ended');
}

async function expectNothingLeft(): Promise<void> {
  expect(await left()).toEqual([
    { pk: `TENANT#${store.tenant}`, sk: 'GONE', tenant: store.tenant, removedAt: expect.any(Number) },
  ]);
  expect(files.has(store.tenant)).toBe(false);
}

describe('a table that was restored from before a removal', () => {
  const reapply = (clock: number) =>
    reapplyRemovals({
      platform: table.platform,
      records: {
        keep: notAsked,
        all: () =>
          (async function* () {
            yield* recorded.keys();
          })(),
      },
      forgetDecisions: async () => void asked.push('forget'),
      clock: () => clock,
    });

  it.each(['active', 'suspended', 'deleting'] as const)(
    'lets nobody into the business, and forgets it again: %s',
    async (status) => {
      await toBeRemoved({ status, ...(status !== 'deleting' && { deletedAfter: undefined }) });
      const backup = await left();
      await toBeRemoved({ status: 'deleting', deletedAfter: due });
      await runUntilGone();
      expect(recorded.get(store.tenant)).toBeGreaterThan(50);
      for (const Item of backup) await table.platform.client.send(new PutCommand({ TableName: table.platform.table, Item }));

      expect((await reapply(due)).reapplied).toBe(1);
      expect(asked.at(-1)).toBe('forget');
      expect(await getRegistration(table.platform, store.tenant)).toMatchObject({ status: 'deleting', removing: due });
      expect((await reapply(due)).reapplied).toBe(0);
      await runUntilGone();
      await expectNothingLeft();
    },
  );

  it('remembers that there was one of which it knows nothing', async () => {
    const tenant = aTenant();
    recorded.set(tenant, 0);
    expect(await isGone(table.platform, tenant)).toBe(false);
    await reapply(due);
    expect(await isGone(table.platform, tenant)).toBe(true);
  });
});

describe('a business whose time is over', () => {
  it('has something of every kind before', async () => {
    expect(kindsMissing(await left())).toEqual([]);
  });

  it('is cut off first, and removed once nobody can be writing any more', async () => {
    await toBeRemoved();
    const before = (await left()).length;
    expect(await run({ at: due - 1 })).toEqual({ removed: 0, begun: 0, failed: [] });
    expect((await left()).length).toBe(before);

    expect(await run({ at: due })).toEqual({ removed: 0, begun: 1, failed: [] });
    const afterCut = (await left()).map(({ pk }) => String(pk));
    expect(
      afterCut.filter((pk) => /^(HOOK|USER#(agent|founder|boss).*|INVITATION)#/.test(pk) && !pk.includes('USER#founder')),
    ).toEqual([]);
    expect(afterCut.some((pk) => pk.startsWith(`T#${store.tenant}#CONV#`))).toBe(true);
    expect(asked).toEqual([`unsubscribe 2${mark}`, 'forget', 'close true']);

    expect(await run({ at: due + settlingMs - 1 })).toMatchObject({ begun: 1 });
    expect((await left()).some(({ pk }) => String(pk).startsWith(`T#${store.tenant}#CONV#`))).toBe(true);
    expect(await run({ at: due + settlingMs })).toEqual({ removed: 1, begun: 0, failed: [] });
    await expectNothingLeft();
    expect(await isGone(store, store.tenant)).toBe(true);
    expect(await run({ at: due + settlingMs })).toEqual({ removed: 0, begun: 0, failed: [] });
  });

  it('leaves its address, its numbers and the founder’s place to others', async () => {
    await toBeRemoved();
    await runUntilGone();
    const next = aTenant();
    expect(await claimSlug(table.platform, { slug: `slug-${mark}`, tenant: next, version: 1 }, noon)).toBe('claimed');
    expect(await claimSlug(table.platform, { slug: `never-${mark}`, tenant: next, version: 1 }, noon)).toBe('claimed');
    for (const phone of [`1${mark}`, `3${mark}`]) {
      expect(await claimNumber(table.platform, phone, { tenant: next, channelId: (await aConversation(store)).channelId })).toBe(
        'claimed',
      );
    }
    expect(await claimFounding(table.platform, founderOf(store.tenant), next, due)).toBe('claimed');
  });

  it('takes nothing of another business along', async () => {
    await toBeRemoved();
    const neighbour = table.of(aTenant());
    await fullBusiness(table, neighbour, 'neighbour');
    const theirs = async () =>
      new Map(
        (await table.scan())
          .filter((item) => ![store.tenant, founderOf(store.tenant)].some((text) => JSON.stringify(item).includes(text)))
          .map((item) => [`${item.pk} ${item.sk}`, item]),
      );
    // The index may still lead from the one to what is the other's by now.
    await claimNumber(table.platform, 'moved', {
      tenant: neighbour.tenant,
      channelId: (await aConversation(neighbour)).channelId,
    });
    other.items = await theirs();
    await runUntilGone();
    await expectNothingLeft();
    expect(await theirs()).toEqual(other.items);
  });
});

describe('ended anywhere', () => {
  /** Whether a worker that dies after so many writes, in each of its runs, leaves work to others. */
  async function killedAfter(writes: number): Promise<boolean> {
    mark = nextMark();
    store = table.of(aTenant());
    registration = await fullBusiness(table, store, mark);
    files.set(store.tenant, 1);
    await toBeRemoved();
    const settled = due + settlingMs + 15 * 60_000;
    const dies = async (at: number) => (await run({ at, crashAfter: writes }).catch(() => undefined))?.failed.length !== 0;
    const died = (await dies(due)) || (await dies(settled));
    if (died) {
      await run({ at: due + 60_000 });
      await run({ at: settled });
    }
    await expectNothingLeft();
    return died;
  }

  it('by a crash after any write, it goes on and ends the same', { timeout: 120_000 }, async () => {
    let writes = 1;
    while (await killedAfter(writes)) writes += writes < 30 ? 2 : 9;
    expect(writes).toBeGreaterThan(30);
    // One by one at the end, where the business itself goes.
    for (let back = 1; back < 9; back++) await killedAfter(writes - back);
  });

  it('by the end of its time, it goes on in as many runs as it takes', async () => {
    await toBeRemoved();
    const turns = await runUntilGone({ pages: 40 });
    expect(turns).toBeGreaterThan(2);
    await expectNothingLeft();
  });

  it('is told, and does not keep others from their end', async () => {
    const [first, firstMark] = [store, mark];
    await toBeRemoved();
    mark = nextMark();
    store = table.of(aTenant());
    registration = await fullBusiness(table, store, mark);
    await toBeRemoved();
    const report = await run({ at: due, crashAfter: 1 });
    expect(report.failed.length).toBeGreaterThan(0);
    await run({ at: due + 1 });
    await run({ at: due + 2 * settlingMs });
    await expectNothingLeft();
    [store, mark] = [first, firstMark];
    files.delete(store.tenant);
    await expectNothingLeft();
  });
});

describe('what is not removed', () => {
  it('is a business that was kept after all, also when whoever kept it died', async () => {
    await toBeRemoved();
    const was = registration;
    await changeRegistration(store, table.platform, async () => ({
      was,
      change: { status: 'active', deletedAfter: undefined } as const,
      writes: [],
      result: () => 'kept',
    }));
    // The old place in the list is there again, as if it had not been dropped.
    await addEntries(table.platform, was, { ...was, deletedAfter: undefined });
    const before = await left();
    expect(await run({ at: due + dayMs })).toEqual({ removed: 0, begun: 0, failed: [] });
    const after = await left();
    expect(before.filter(({ pk }) => !String(pk).startsWith('PLATFORM#INDEX#removal'))).toEqual(after);
    expect(asked).toEqual([]);
  });

  it('has its accounts at Meta left, and Meta asked nothing about its number at Twilio', async () => {
    const channel = aTwilioNumber();
    await putChannel(store, channel);
    await recordEvent(store, channel.id, due);
    await toBeRemoved();
    await run({ at: due });
    expect(asked.filter((what) => what.startsWith('unsubscribe'))).toEqual([`unsubscribe 2${mark}`]);
    await run({ at: due + settlingMs });
    await expectNothingLeft();
  });

  it('is a suspended one: its time stands still', async () => {
    await toBeRemoved({ status: 'suspended' });
    const before = await left();
    expect(await run({ at: due + dayMs })).toEqual({ removed: 0, begun: 0, failed: [] });
    expect(await left()).toEqual(before);
  });

  it('is what the provider reports elsewhere, or to another business', async () => {
    await toBeRemoved();
    await claimNumber(table.platform, 'elsewhere', { tenant: aTenant(), channelId: (await aConversation(store)).channelId });
    await run({ at: due });
    expect(asked).not.toContain(`unsubscribe 2${mark}`);
  });

  it('is nothing that came while it was being removed', async () => {
    await toBeRemoved();
    await run({ at: due });
    // Somebody wrote who had begun before.
    const late = await aConversation(store);
    await addInbound(store, aText(late));
    await run({ at: due + settlingMs });
    await expectNothingLeft();
  });
});
