import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/ids.ts';
import { auditPut } from '../_data/audit.ts';
import { customerUpdate, getCustomerCard } from '../_data/customer-card.ts';
import type { HashErased } from '../_data/erased.ts';
import { cutOff, type Erasure, erasureStep, getErasure } from '../_data/erasure.ts';
import { dropEntry, type Entry, pageOfEntries, parseErasurePlace } from '../_data/platform-index.ts';
import { transact } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { TenantFiles } from './files.ts';
import { keepRecord } from './record.ts';
import { OutOfTime, removeRows } from './remove-rows.ts';

export interface ErasureDependencies {
  /** The list of what is to be done, with the function's own role. */
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  hashes(store: TenantTable, now: number): Promise<HashErased>;
  readonly files: TenantFiles;
  hasTime(): boolean;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * From the moment when nothing leads to the customer any more to the first row that is removed: longer than any function runs that
 * writes to conversations, so that nobody adds a row after it was removed.
 */
export const settlingMs = 4 * 60_000;
/** An entry without an erasure: whoever made it is either about to write it, or was refused, or died. */
const emptyMs = 10 * 60_000;
const pageSize = 25;

export interface Report {
  readonly done: number;
  /** Erasures that go on the next time. */
  readonly begun: number;
  /** Businesses of erasures that failed this time: the log says why. */
  readonly failed: readonly TenantId[];
}

/**
 * Goes on with every erasure, as far as this invocation has time. Each step may be done again, and the entry that leads here is the
 * last to go: ended anywhere, the next invocation goes on.
 */
export async function eraseDue(dependencies: ErasureDependencies): Promise<Report> {
  const { platform, hasTime } = dependencies;
  const failed: TenantId[] = [];
  const count = { done: 0, begun: 0, failed };
  let after: string | undefined;
  for (;;) {
    const { entries, more } = await pageOfEntries(platform, 'erasures', { after, limit: pageSize });
    for (const entry of entries) {
      if (!hasTime()) return count;
      try {
        const state = await eraseOne(dependencies, entry);
        if (state !== 'nothing') count[state] += 1;
      } catch (error) {
        failed.push(entry.tenant);
        log.error('a customer is not erased yet; the next run goes on', { tenant: entry.tenant }, error);
      }
      after = entry.at;
    }
    if (!more) return count;
  }
}

async function eraseOne(dependencies: ErasureDependencies, entry: Entry): Promise<'done' | 'begun' | 'nothing'> {
  const { platform, storeOf, hashes, files, clock } = dependencies;
  const { at, id } = parseErasurePlace(entry.at);
  const store = storeOf(entry.tenant);
  const found = await getErasure(store, id);
  if (!found || found.state === 'done') {
    if (found || clock() > at + emptyMs) await dropEntry(platform, entry);
    return 'nothing';
  }
  await markCustomers(store, found);
  const cut = await cutOff(store, await hashes(store, clock()), found, clock);
  failPoint('customer-erasure.after-cut');
  const erasure = cut > 0 ? await getErasure(store, id) : found;
  if (!erasure) return 'nothing';
  await keepRecord(files, store.tenant, erasure);
  failPoint('customer-erasure.after-record');
  if (clock() < (erasure.cutAt ?? erasure.requestedAt) + settlingMs) return 'begun';
  const removed = await removeAll(dependencies, store, erasure);
  if (removed === 'more' || removed > 0) {
    // Done is what a whole run finds nothing of: what was still under way in this one would be found then.
    if (removed !== 'more') log.info('rows and files of a customer are removed', { tenant: store.tenant, count: removed });
    return 'begun';
  }
  await finish(store, erasure, clock());
  failPoint('customer-erasure.after-finish');
  await dropEntry(platform, entry);
  log.info('everything of a customer is removed', { tenant: store.tenant });
  return 'done';
}

/** Also of a table that was restored, where they are not marked. */
async function markCustomers(store: TenantTable, { id, customers }: Erasure): Promise<void> {
  for (const customer of customers) {
    for (let attempt = 0; attempt < 20; attempt++) {
      const card = await getCustomerCard(store, customer);
      if (!card || (await transact(store, [customerUpdate(store, card, { er: id })])) === 'done') break;
    }
  }
}

/** How many rows and files there were in one round. */
async function removeAll(
  { files, hasTime }: ErasureDependencies,
  store: TenantTable,
  erasure: Erasure,
): Promise<number | 'more'> {
  let count = 0;
  try {
    count = await removeRows({ store, hasTime }, erasure);
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    await step(store, erasure, 0);
    return 'more';
  }
  failPoint('customer-erasure.after-rows');
  const folders = [...(erasure.conversations ?? [])].flatMap((id) => [`media/${id}/`, `transcripts/${id}/`]);
  for (const beginning of [...folders, 'exports/']) {
    const erased = await files.erase(store.tenant, beginning, hasTime);
    if (erased === 'more') return 'more';
    count += erased;
  }
  await step(store, erasure, count);
  failPoint('customer-erasure.after-files');
  return count;
}

const step = (store: TenantTable, { id }: Erasure, removed: number): Promise<unknown> =>
  store.client.send(new UpdateCommand(erasureStep(store, id, { state: 'running', removed })));

async function finish(store: TenantTable, { id, customers }: Erasure, now: number): Promise<void> {
  const [customer = ''] = customers;
  const entry = {
    action: 'customer.erased' as const,
    by: { type: 'system' as const, id: 'customer-erasure', name: 'Frontdesk' },
    thing: { type: 'customer', id: customer, name: customer },
  };
  const end = { Update: erasureStep(store, id, { state: 'done', removed: 0, finishedAt: now }) };
  if ((await transact(store, [end, auditPut(store, entry, now)])) === 'refused') throw new Error('An erasure changed meanwhile');
}
