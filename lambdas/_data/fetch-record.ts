import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChannelId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { fetchesOf, fetchesPartition, fetchKey } from './keys.ts';

const hour = 60 * 60_000;
/** The provider blocks a number after 20 requests for files that fail within an hour. */
const mostOpen = 18;
const mostFailed = 15;
/** Requests under way take seconds. Older ones without an end are of a process that died, and count as failed. */
const underWayMs = 60_000;

const Fetch = z
  .object({ sk: z.string(), failed: z.boolean().default(false) })
  .transform(({ sk, failed }) => ({ at: Number(sk.split('#')[1]), failed }));

export type Permit =
  /** Ask, and then say how it went. */
  | { readonly may: true; readonly ended: (how: 'well' | 'badly') => Promise<void> }
  /** Come back after so many milliseconds. */
  | { readonly may: false; readonly afterMs: number };

/**
 * A request to the provider is noted before it is made and forgotten when it worked. So what fails is counted even if the
 * process dies, and all workers of a number together stay below what the provider allows. 1 read and 2 write units.
 */
export async function permitFetch(store: TenantTable, channelId: ChannelId, now: number): Promise<Permit> {
  const { tenant, client, table } = store;
  const key = fetchKey(tenant, channelId, now, randomUUID().slice(0, 8));
  const note = async (failed?: true): Promise<void> => {
    const Item = { ...key, failed, expiresAt: Math.ceil((now + hour) / 1000) };
    await client.send(new PutCommand({ TableName: table, Item }));
  };
  await note();
  const forget = async (): Promise<void> => {
    await client.send(new DeleteCommand({ TableName: table, Key: key }));
  };
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': fetchesPartition(tenant),
        ':from': `${fetchesOf(channelId)}${String(now - hour).padStart(13, '0')}`,
        ':to': `${fetchesOf(channelId)}~`,
      },
      ConsistentRead: true,
    }),
  );
  const fetches = Items.map((item) => Fetch.parse(item));
  const failed = fetches.filter((one) => one.failed || one.at < now - underWayMs);
  if (fetches.length <= mostOpen && failed.length < mostFailed) {
    return { may: true, ended: (how) => (how === 'well' ? forget() : note(true)) };
  }
  await forget();
  // As soon as one failure less is within the hour. Keys sort by time.
  const oldest = failed[failed.length - mostFailed]?.at;
  return { may: false, afterMs: oldest === undefined ? 2_000 : oldest + hour - now + 1_000 };
}
