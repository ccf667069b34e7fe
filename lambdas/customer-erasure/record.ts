import * as z from 'zod';
import { ConversationId, CustomerId, EmployeeId, type TenantId } from '../../contract/ids.ts';
import { erasedPut } from '../_data/erased.ts';
import { type Erasure, erasurePut, getErasure } from '../_data/erasure.ts';
import { addErasureEntry, erasurePlace, pageOfEntries } from '../_data/platform-index.ts';
import { transact } from '../_data/transact.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { TenantFiles } from './files.ts';

const folder = 'erasures/';

/** Beside the table, so that a table restored from before the erasure can be made to forget once more. Ids and keyed hashes only. */
const Kept = z.object({
  v: z.literal(1),
  id: z.string(),
  customers: z.array(CustomerId),
  conversations: z.array(ConversationId),
  hashes: z.array(z.string()),
  requestedAt: z.int(),
  cutAt: z.int().optional(),
  by: z.object({ id: EmployeeId, name: z.string() }),
});

/** Before the first row goes. Written again with each step, it says the same or more. */
export async function keepRecord(files: TenantFiles, tenant: TenantId, erasure: Erasure): Promise<void> {
  const { id, customers, conversations = [], hashes = [], requestedAt, cutAt, by } = erasure;
  const kept: z.infer<typeof Kept> = {
    ...{ v: 1, id, customers, requestedAt, cutAt, by },
    conversations: [...conversations],
    hashes: [...hashes],
  };
  await files.write(tenant, `${folder}${id}.json`, JSON.stringify(kept));
}

export interface ReapplyDependencies {
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  readonly files: TenantFiles;
}

/** What the runbook has people say after a table was restored: one business, or all of them. */
export const Reapply = z.object({ reapply: z.union([z.literal('all'), z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)]) });

/**
 * Puts erasures back that a restored table has never heard of; the worker then does them like new ones. How many there were. Doing
 * it again changes nothing.
 */
export async function reapplyErasures(
  dependencies: ReapplyDependencies,
  tenants: AsyncIterable<TenantId> | Iterable<TenantId>,
): Promise<{ readonly reapplied: number }> {
  let reapplied = 0;
  for await (const tenant of tenants) {
    for (const name of await dependencies.files.list(tenant, folder)) {
      const kept = Kept.parse(JSON.parse(await dependencies.files.read(tenant, name)));
      if (await reapply(dependencies, tenant, kept)) reapplied += 1;
    }
  }
  log.info('erasures are to be done again', { count: reapplied });
  return { reapplied };
}

/** Most puts in one transaction. */
const atOnce = 90;

async function reapply(
  { platform, storeOf }: ReapplyDependencies,
  tenant: TenantId,
  { id, customers, conversations, hashes, requestedAt, cutAt = requestedAt, by }: z.infer<typeof Kept>,
): Promise<boolean> {
  const store = storeOf(tenant);
  for (let start = 0; start < hashes.length; start += atOnce) {
    const puts = hashes.slice(start, start + atOnce).map((hash) => erasedPut(store, hash, cutAt));
    if ((await transact(store, puts)) === 'refused') throw new Error('An erasure is being done again twice');
  }
  if (await getErasure(store, id)) return false;
  await addErasureEntry(platform, tenant, erasurePlace(requestedAt, tenant, id));
  const again: Erasure = {
    ...{ id, customers, requestedAt, cutAt, by, removed: 0, state: 'waiting' },
    ...(conversations.length > 0 && { conversations: new Set(conversations) }),
    ...(hashes.length > 0 && { hashes: new Set(hashes) }),
  };
  return (await transact(store, [erasurePut(store, again)])) === 'done';
}

/** Every business there is. */
export async function* allTenants(platform: PlatformTable): AsyncGenerator<TenantId> {
  let after: string | undefined;
  do {
    const { entries, more } = await pageOfEntries(platform, 'all', { after, limit: 100 });
    for (const { tenant } of entries) yield tenant;
    after = more ? entries.at(-1)?.at : undefined;
  } while (after !== undefined);
}
