import * as z from 'zod';
import { CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { About } from './customer-about.ts';
import { mergeKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

/** A merge can be undone for so long; the record goes with it. */
export const undoMs = 30 * 24 * 3_600_000;

/** What undoing takes, kept with the customer who became part of another one. */
const MergeItem = z.object({
  id: CustomerId,
  into: CustomerId,
  at: z.int(),
  by: z.string(),
  /** What was written down of the other one before, and by the merge. */
  before: About,
  after: About,
  expiresAt: z.int(),
});
export type Merge = z.infer<typeof MergeItem>;

/** Undefined: there is none, or its time is over: items may outlive that by days. 1 read unit. */
export async function getMerge(store: TenantTable, id: CustomerId, now: number): Promise<Merge | undefined> {
  const item = await readItem(store, mergeKey(store.tenant, id));
  const merge = item && MergeItem.parse(item);
  return merge && merge.expiresAt * 1000 > now ? merge : undefined;
}

/** For the transaction that merges. 2 write units for each KB. */
export const mergePut = ({ tenant, table }: TenantTable, merge: Omit<Merge, 'expiresAt'>): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...mergeKey(tenant, merge.id), ...merge, expiresAt: Math.floor((merge.at + undoMs) / 1000) },
  },
});

/** For the transaction that undoes it, if it is still the same. */
export const mergeDelete = ({ tenant, table }: TenantTable, { id, at }: Merge): TransactItem => ({
  Delete: {
    TableName: table,
    Key: mergeKey(tenant, id),
    ConditionExpression: '#at = :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': at },
  },
});
