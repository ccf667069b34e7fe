import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AuditEntry } from '../../contract/audit.ts';
import { TenantId } from '../../contract/ids.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { AuditItem, type auditPut, toAuditEntry } from './audit.ts';
import { beginOfMonth } from './audit-log.ts';
import { auditKey, digits13, monthOf, platformAuditKey, platformAuditPartition } from './keys.ts';

/**
 * What the platform did to businesses. The entries are in the businesses' own logs, in one transaction with what they tell of;
 * these rows only lead there. Each is written before its entry, so a crash leaves one that leads nowhere, and is not shown.
 */
const Pointer = z.object({ sk: z.string(), tenant: TenantId, id: z.string(), at: z.int() });
export type Pointer = z.infer<typeof Pointer>;

const Written = AuditItem.pick({ id: true, at: true });

/** Before the transaction that writes the entry. 1 write unit. */
export async function putPointer(
  { client, table }: PlatformTable,
  tenant: TenantId,
  entry: ReturnType<typeof auditPut>,
): Promise<void> {
  const { id, at } = Written.parse(entry.Put.Item);
  await client.send(
    new PutCommand({
      TableName: table,
      Item: { ...platformAuditKey(at, id), tenant, id, at },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
}

/** The entry that a pointer leads to, if it was written. 1 read unit. */
export async function followPointer(
  { tenant, client, table }: TenantTable,
  { id, at }: Pointer,
): Promise<AuditEntry | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: auditKey(tenant, at, id), ConsistentRead: true }));
  return Item && toAuditEntry(Item);
}

/** Months without anything that one page goes through. */
const mostMonths = 12;

export const nowhereBefore = (ms: number): string => digits13(ms + 1);

/**
 * Newest first, before a place. `next`: where to go on. The log begins nowhere in particular: a page ends after a year of
 * months in which nothing was done, and the last page is the one before `since`.
 */
export async function pageOfPointers(
  { client, table }: PlatformTable,
  { before, since, limit }: { readonly before: string; readonly since: number; readonly limit: number },
): Promise<{ readonly pointers: Pointer[]; readonly next?: string }> {
  const pointers: Pointer[] = [];
  let place = before;
  for (let month = 0; month < mostMonths && pointers.length < limit; month++) {
    if (place <= digits13(since)) return { pointers };
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: { ':pk': platformAuditPartition(monthOf(latestOf(place))), ':before': place },
        ScanIndexForward: false,
        Limit: limit - pointers.length,
      }),
    );
    pointers.push(...Items.map((item) => Pointer.parse(item)));
    const last = pointers.at(-1);
    if (pointers.length === limit && last) return { pointers, next: last.sk };
    place = digits13(beginOfMonth(latestOf(place)));
  }
  return place <= digits13(since) ? { pointers } : { pointers, next: place };
}

/** A place without an id is before everything of its millisecond. */
const latestOf = (place: string): number => Number(place.slice(0, 13)) - (place.length > 13 ? 0 : 1);
