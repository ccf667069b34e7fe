import type { TenantId } from '../../contract/ids.ts';
import type { KnowledgeJob } from '../../contract/queues.ts';
import { askKnowledge, getKnowledge, type KnowledgeItem, knowledgeDue } from '../_data/knowledge.ts';
import { addEntry, dropEntry, type Entry, pageOfEntries, parseReadingPlace } from '../_data/platform-index.ts';
import { getRegistration } from '../_data/registration.ts';
import { nextReading } from '../_knowledge/next-reading.ts';
import { log } from '../_shared/log.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface RefreshDependencies {
  /** The list of what is due, with the function's own role. */
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  readonly send: SendJob;
  hasTime(): boolean;
  /** Milliseconds. */
  readonly now: number;
}

const pageSize = 25;
/** Seconds over which the pages of one run are given to the readers: no server is asked for all of its pages at once. */
const spread = 900;

interface Report {
  asked: number;
  failed: number;
}

/**
 * Asks for the pages whose time has come, as far as this invocation has time. The entry that leads to a page is the last to go:
 * ended anywhere, the next run goes on. Half a read unit where nothing is due.
 */
export async function refreshDue(dependencies: RefreshDependencies): Promise<Report> {
  const { platform, hasTime, now } = dependencies;
  const count: Report = { asked: 0, failed: 0 };
  let after: string | undefined;
  for (;;) {
    const { entries, more } = await pageOfEntries(platform, 'readings', { after, limit: pageSize });
    for (const entry of entries) {
      if (parseReadingPlace(entry.at).due > now || !hasTime()) return count;
      try {
        if (await refreshOne(dependencies, entry, count.asked)) count.asked += 1;
      } catch (error) {
        count.failed += 1;
        log.error('a page is not read again yet; the next run goes on', { tenant: entry.tenant }, error);
      }
      after = entry.at;
    }
    if (!more) return count;
  }
}

async function refreshOne(dependencies: RefreshDependencies, entry: Entry, place: number): Promise<boolean> {
  const { due, id } = parseReadingPlace(entry.at);
  const store = dependencies.storeOf(entry.tenant);
  const item = await getKnowledge(store, id);
  // Removed, or read since for another reason: then there is an entry for its next time.
  const isDue = item !== undefined && item.state !== 'removing' && item.dueAt === due;
  const isAsked = isDue && (await ask(dependencies, store, item, place));
  await dropEntry(dependencies.platform, entry);
  return isAsked;
}

async function ask({ platform, send, now }: RefreshDependencies, store: TenantTable, item: KnowledgeItem, place: number) {
  const { tenant } = store;
  const registration = await getRegistration(platform, tenant);
  if (registration?.status === 'active') {
    if ((await askKnowledge(store, item.id)) === 'absent') return false;
    const job: KnowledgeJob = { v: 1, tenant, sourceId: item.id };
    await send(job, { afterSeconds: (place * 7) % spread });
    return true;
  }
  // Of a business that may come back, a week later.
  if (registration && registration.removing === undefined) {
    const later = nextReading(item.id, now);
    await addEntry(platform, { ...later.place(tenant), tenant });
    await knowledgeDue(store, item, later.at);
  }
  return false;
}
