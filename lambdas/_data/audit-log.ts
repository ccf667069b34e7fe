import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { toAuditEntry } from './audit.ts';
import { auditedPartition, auditPartition, digits13, inboxIndex, monthOf } from './keys.ts';

/** What narrows the log; times in milliseconds, both included. */
export interface AuditQuestion {
  readonly by?: string | undefined;
  readonly thing?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly from: number;
  readonly to: number;
}

/** What one reading may cost: it ends at the first of these, wherever it is. */
export interface AuditBounds {
  readonly entries: number;
  /** Entries looked at, those that the question leaves out included. */
  readonly looks: number;
  readonly queries: number;
}

/** `next`: everything from there on has been looked at, and there may be more before it. */
export interface AuditReading {
  readonly entries: AuditEntry[];
  readonly next?: string;
}

const Place = z.object({ sk: z.string() });

/**
 * Newest first. One thing is asked of the index; else months are read one after the other, back to the month of `from`.
 * The log has no index by person and by action: such a question looks at every entry of its time, a bounded number at once.
 */
export async function readAudit(
  store: TenantTable,
  asked: AuditQuestion,
  { entries: most, looks, queries }: AuditBounds,
  place?: string,
): Promise<AuditReading> {
  const oldest = digits13(asked.from);
  const narrowed = asked.by !== undefined || asked.action !== undefined;
  const entries: AuditEntry[] = [];
  let before = place ?? digits13(asked.to + 1);
  for (let query = 0, left = looks; query < queries && left > 0; query += 1) {
    if (before <= oldest) return { entries };
    // One more than wanted tells whether there is a next page; the entry that the last page ended with may come again.
    const limit = narrowed ? left : Math.min(left, most - entries.length + 2);
    const { items, looked, more } = await queryBefore(store, asked, { oldest, before, limit });
    for (const item of items) {
      const { sk } = Place.parse(item);
      if (sk === before) continue;
      if (entries.length === most) return { entries, next: before };
      entries.push(toAuditEntry(item));
      before = sk;
    }
    left -= Math.max(1, looked);
    if (more !== undefined) before = more;
    else if (asked.thing !== undefined) return { entries };
    else before = digits13(beginOfMonth(latestOf(before)));
  }
  return before <= oldest ? { entries } : { entries, next: before };
}

async function queryBefore(
  { tenant, client, table }: TenantTable,
  { by, action, thing }: AuditQuestion,
  { oldest, before, limit }: { readonly oldest: string; readonly before: string; readonly limit: number },
): Promise<{ items: unknown[]; looked: number; more: string | undefined }> {
  const wanted = [
    ...(by === undefined ? [] : [{ says: '#by.#id = :by', names: { '#by': 'by', '#id': 'id' }, values: { ':by': by } }]),
    ...(action === undefined
      ? []
      : [{ says: '#action = :action', names: { '#action': 'action' }, values: { ':action': action } }]),
  ];
  const [pk, sk] = thing === undefined ? ['pk', 'sk'] : ['gsi1pk', 'gsi1sk'];
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
  } = await client.send(
    new QueryCommand({
      TableName: table,
      ...(thing !== undefined && { IndexName: inboxIndex }),
      KeyConditionExpression: `${pk} = :pk AND ${sk} BETWEEN :oldest AND :before`,
      ...(wanted.length > 0 && {
        FilterExpression: wanted.map(({ says }) => says).join(' AND '),
        ExpressionAttributeNames: Object.assign({}, ...wanted.map(({ names }) => names)),
      }),
      ExpressionAttributeValues: Object.assign(
        {
          ':pk': thing === undefined ? auditPartition(tenant, monthOf(latestOf(before))) : auditedPartition(tenant, thing),
          ':oldest': oldest,
          ':before': before,
        },
        ...wanted.map(({ values }) => values),
      ),
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return { items: Items, looked: ScannedCount, more: LastEvaluatedKey && Place.parse(LastEvaluatedKey).sk };
}

/** The latest time of an entry before this place: a place without an id is before all entries of its millisecond. */
const latestOf = (place: string): number => Number(place.slice(0, 13)) - (place.length > 13 ? 0 : 1);

/** As the partitions of the log are cut. Milliseconds. */
export function beginOfMonth(ms: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}
