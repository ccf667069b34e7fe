import type { TenantId } from '../../contract/ids.ts';
import { releaseFounding } from '../_data/founded.ts';
import { dropEntry, type Entry, isListed, pageOfEntries, removalPlace } from '../_data/platform-index.ts';
import { getRegistration, type Registration, registrationChange, removeRegistration } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { type EraseDependencies, eraseRows } from './erase.ts';
import type { BusinessFiles } from './erase-files.ts';
import { type LeavingProvider, leaveProvider } from './leave-provider.ts';
import type { RemovalRecords } from './records.ts';
import { afterAll, cutOff, dropTraces } from './traces.ts';

export interface RemovalDependencies extends LeavingProvider, Pick<EraseDependencies, 'hasTime'> {
  /** Named platform items, with the function's own role. */
  readonly platform: PlatformTable;
  /** The audit log of a business, with the right to remove it, which the tenant role does not have. */
  logOf(tenant: TenantId): TenantTable;
  readonly files: BusinessFiles;
  readonly records: Pick<RemovalRecords, 'keep'>;
  /** Closes every open WebSocket of the business. */
  closeAll(store: TenantTable): Promise<void>;
  /** Makes API Gateway ask the authorizer again. */
  forgetDecisions(): Promise<void>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * From the end of routing and memberships to the first row that is removed: longer than any function runs, or keeps what it knows
 * of a business, so that nobody writes a row after it was removed.
 */
export const settlingMs = 20 * 60_000;

const pageSize = 25;

export interface Report {
  /** Businesses of which nothing is left. */
  readonly removed: number;
  /** Businesses whose removal goes on the next time. */
  readonly begun: number;
  /** Businesses whose removal failed this time: the log says why. */
  readonly failed: readonly TenantId[];
}

/**
 * Removes everything of the businesses whose time is over, as far as this invocation has time. Every step may be done again, and
 * the registration, which leads here, is the last to go: ended anywhere, the next invocation goes on.
 */
export async function removeDue(dependencies: RemovalDependencies): Promise<Report> {
  const { platform, hasTime, clock } = dependencies;
  const failed: TenantId[] = [];
  const count = { removed: 0, begun: 0, failed };
  const end = removalPlace(clock() + 1, '');
  let after: string | undefined;
  for (;;) {
    const { entries, more } = await pageOfEntries(platform, 'removal', { after, limit: pageSize });
    for (const entry of entries) {
      if (entry.at >= end || !hasTime()) return count;
      try {
        const state = await removeOne(dependencies, entry);
        if (state !== 'not-due') count[state] += 1;
      } catch (error) {
        count.failed.push(entry.tenant);
        log.error('a business is not removed yet; the next run goes on', { tenant: entry.tenant }, error);
      }
      after = entry.at;
    }
    if (!more) return count;
  }
}

async function removeOne(dependencies: RemovalDependencies, entry: Entry): Promise<'removed' | 'begun' | 'not-due'> {
  const { platform, clock } = dependencies;
  const { tenant } = entry;
  const found = await getRegistration(platform, tenant);
  if (!found || !isListed(found, entry)) {
    // Removed by a run that died before this, or kept after all by somebody who died then.
    await dropEntry(platform, entry);
    return 'not-due';
  }
  // While it is suspended the time stands still.
  if (found.status !== 'deleting') return 'not-due';
  const registration = await begin(platform, found, clock());
  if (registration?.removing === undefined) return 'not-due';
  const store = dependencies.storeOf(tenant);
  const settled = clock() >= registration.removing + settlingMs;
  if (!settled) await leaveProvider(dependencies, tenant, clock());
  await cutOff(platform, store);
  await dependencies.forgetDecisions();
  await dependencies.closeAll(store);
  if (!settled) return 'begun';
  // Before the first row goes: what is noted too early is removed in the end anyway.
  await dependencies.records.keep(tenant, clock());
  if ((await eraseAll(dependencies, registration)) === 'more') return 'begun';
  await finish(dependencies, registration);
  log.info('everything of a business is removed', { tenant });
  return 'removed';
}

/** From here there is no way back. Undefined: somebody changed it in this moment. */
async function begin(platform: PlatformTable, was: Registration, now: number): Promise<Registration | undefined> {
  if (was.removing !== undefined) return was;
  const { write, registration } = registrationChange(platform, was, { removing: now });
  if ((await transact(platform, [write])) === 'refused') return undefined;
  log.info('the removal of a business begins', { tenant: was.tenant });
  failPoint('business-removal.after-begin');
  return registration;
}

/** Until a whole round finds nothing: the index that leads to rows follows the table with a delay. */
async function eraseAll(
  { storeOf, logOf, files, hasTime, clock }: RemovalDependencies,
  { tenant, createdAt }: Registration,
): Promise<'done' | 'more'> {
  for (;;) {
    const rows = await eraseRows({ store: storeOf(tenant), log: logOf(tenant), hasTime, now: clock() }, createdAt);
    if (rows === 'more') return 'more';
    failPoint('business-removal.after-rows');
    const objects = await files.erase(tenant, hasTime);
    if (objects === 'more') return 'more';
    if (rows + objects === 0) return 'done';
    log.info('rows and files of a business are removed', { tenant, count: rows + objects });
  }
}

async function finish({ platform, storeOf, clock }: RemovalDependencies, registration: Registration): Promise<void> {
  const { tenant, founder, deletedAfter = 0 } = registration;
  if (founder !== undefined) await releaseFounding(platform, founder, tenant);
  const leadsHere: Entry = { list: 'removal', at: removalPlace(deletedAfter, tenant), tenant };
  await dropTraces(platform, storeOf(tenant), afterAll, leadsHere);
  failPoint('business-removal.after-traces');
  if ((await removeRegistration(platform, registration, clock())) === 'refused')
    throw new Error('A registration changed meanwhile');
  failPoint('business-removal.after-registration');
  await dropEntry(platform, leadsHere);
}
