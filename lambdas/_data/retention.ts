import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Retention, type RetentionDays } from '../../contract/library.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { retentionKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** Of a business that never chose. */
export const keepsAll: Retention = { customer: null, business: null, version: 0 };

/** 1 read unit. */
export const getRetention = (store: TenantTable): Promise<Retention> => read(store, true);

const Item = z.object({ ...Retention.shape });

async function read({ tenant, client, table }: TenantTable, ConsistentRead: boolean): Promise<Retention> {
  const { Item: found } = await client.send(new GetCommand({ TableName: table, Key: retentionKey(tenant), ConsistentRead }));
  return found ? Item.parse(found) : keepsAll;
}

/** For the transaction of a change: only if it is still as read. 2 write units. */
export const retentionChange = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  was: Retention,
  next: Omit<Retention, 'version'>,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...retentionKey(tenant), ...next, version: was.version + 1 },
    ConditionExpression: was.version === 0 ? 'attribute_not_exists(pk)' : 'version = :was',
    ...(was.version > 0 && { ExpressionAttributeValues: { ':was': was.version } }),
  },
});

/** How long a file is kept that arrives now. Bytes under `tag` are deleted by the bucket at `until` or a day later. */
export interface Keeping {
  /** The start of a day (UTC), milliseconds; undefined: for good. */
  readonly until: number | undefined;
  /** Of the object: `keep=30-days`. */
  readonly tag: string | undefined;
}

const dayMs = 86_400_000;

/** Half a read unit: what was changed a second ago need not count yet. */
export async function keepingOf(store: TenantTable, origin: 'customer' | 'business', now: number): Promise<Keeping> {
  const days = (await read(store, false))[origin];
  return { until: days === null ? undefined : keptUntil(days, now), tag: days === null ? undefined : `${days}-days` };
}

/**
 * As the storage counts: days from the moment it has the bytes, then on to the next start of a day (UTC). Taken before the bytes are
 * put, so they never go before the row does.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days
 */
export const keptUntil = (days: RetentionDays, now: number): number => (Math.floor(now / dayMs) + 1 + days) * dayMs;
