import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelHealth as Shown } from '../../contract/channels.ts';
import { ChannelId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { channelHealthKey, channelHealthSort, configurationPartition } from './keys.ts';
import { setting, unlessRefused } from './write.ts';

export const Quality = Shown.shape.quality.unwrap();
export type Quality = z.infer<typeof Quality>;

const Trouble = z.object({ detail: z.string(), at: z.int() });
const Item = z.looseObject({
  channelId: ChannelId,
  lastEventAt: z.int().optional(),
  quality: Quality.optional(),
  checkedAt: z.int().optional(),
});

/** How a number is doing, beside the number itself: it changes by itself, and must not change the number's version. */
export interface ChannelHealth {
  readonly channelId: ChannelId;
  /** Milliseconds, as all times here. True to the hour: it is not written for every event. */
  readonly lastEventAt?: number | undefined;
  readonly quality?: Quality | undefined;
  readonly checkedAt?: number | undefined;
  /** What is wrong, newest first. `code`: the provider's, or a word of ours. */
  readonly errors: readonly { readonly code: string; readonly detail: string; readonly at: number }[];
}

/** Nothing is written twice within this time: neither that events come, nor that the same error does. */
export const healthStepMs = 60 * 60_000;

const errorPrefix = 'e:';

function toHealth(item: unknown): ChannelHealth {
  const { channelId, lastEventAt, quality, checkedAt, ...rest } = Item.parse(item);
  const errors = Object.entries(rest).flatMap(([name, value]) =>
    name.startsWith(errorPrefix) ? [{ code: name.slice(errorPrefix.length), ...Trouble.parse(value) }] : [],
  );
  return {
    channelId,
    lastEventAt,
    quality,
    checkedAt,
    errors: errors.toSorted((one, other) => other.at - one.at || (one.code < other.code ? -1 : 1)),
  };
}

/** 0.5 read units. */
export async function getChannelHealth(
  { tenant, client, table }: TenantTable,
  id: ChannelId,
): Promise<ChannelHealth | undefined> {
  const { Item: item } = await client.send(
    new GetCommand({ TableName: table, Key: channelHealthKey(tenant, id), ConsistentRead: true }),
  );
  return item && toHealth(item);
}

/** Of all numbers of a business. */
export async function listChannelHealth({ tenant, client, table }: TenantTable): Promise<ChannelHealth[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': configurationPartition(tenant), ':sort': channelHealthSort },
      ConsistentRead: true,
    }),
  );
  return Items.map(toHealth);
}

/** An event of this number came. Writes nothing when one came within the hour before. */
export async function recordEvent({ tenant, client, table }: TenantTable, id: ChannelId, at: number): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: channelHealthKey(tenant, id),
        UpdateExpression: 'SET channelId = :id, lastEventAt = :at',
        ConditionExpression: 'attribute_not_exists(lastEventAt) OR lastEventAt <= :before',
        ExpressionAttributeValues: { ':id': id, ':at': at, ':before': at - healthStepMs },
      }),
    ),
  );
}

/** Something is wrong with this number. Writes nothing when the same was said within the hour before. */
export async function recordTrouble(
  { tenant, client, table }: TenantTable,
  id: ChannelId,
  { code, detail }: { readonly code: string; readonly detail: string },
  now: number,
): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: channelHealthKey(tenant, id),
        UpdateExpression: 'SET channelId = :id, #error = :error',
        ConditionExpression: 'attribute_not_exists(#error) OR #error.#at <= :before',
        ExpressionAttributeNames: { '#error': `${errorPrefix}${code}`, '#at': 'at' },
        ExpressionAttributeValues: { ':id': id, ':error': { detail, at: now }, ':before': now - healthStepMs },
      }),
    ),
  );
}

/** What is known of a number by itself, without a look at the provider. */
export async function recordQuality({ tenant, client, table }: TenantTable, id: ChannelId, quality: Quality): Promise<void> {
  await client.send(
    new UpdateCommand({ TableName: table, Key: channelHealthKey(tenant, id), ...setting({ channelId: id, quality }) }),
  );
}

/** What was wrong is not so any more. */
export async function forgetTrouble(
  { tenant, client, table }: TenantTable,
  id: ChannelId,
  codes: readonly string[],
): Promise<void> {
  const gone = Object.fromEntries(codes.map((code) => [`${errorPrefix}${code}`, undefined]));
  await client.send(
    new UpdateCommand({ TableName: table, Key: channelHealthKey(tenant, id), ...setting({ channelId: id, ...gone }) }),
  );
}

/** What the provider said when it was asked just now takes the place of what was wrong before. */
export async function recordCheck(
  store: TenantTable,
  id: ChannelId,
  { quality, errors }: { quality: Quality | undefined; errors: readonly { code: string; detail: string }[] },
  now: number,
): Promise<void> {
  const { tenant, client, table } = store;
  const before = await getChannelHealth(store, id);
  const gone = (before?.errors ?? []).map(({ code }) => [`${errorPrefix}${code}`, undefined] as const);
  const found = errors.map(({ code, detail }) => [`${errorPrefix}${code}`, { detail, at: now }] as const);
  const known = quality === undefined ? {} : { quality };
  const values = { channelId: id, checkedAt: now, ...known, ...Object.fromEntries([...gone, ...found]) };
  await client.send(new UpdateCommand({ TableName: table, Key: channelHealthKey(tenant, id), ...setting(values) }));
}

/** For the transaction that disconnects the number. */
export const channelHealthDelete = ({ tenant, table }: TenantTable, id: ChannelId) => ({
  Delete: { TableName: table, Key: channelHealthKey(tenant, id) },
});
