import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelId, HookId, TenantId } from '../../contract/ids.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { appHookKey, appHookSort, configurationPartition, hookKey, numberKey, traced } from './keys.ts';
import { unlessRefused } from './write.ts';

/**
 * The webhook address of a Meta app or Twilio account of a business: it has one callback URL and one secret, whatever numbers
 * report to it. The business's own item is the truth, changed in one transaction with its audit entry; the webhooks read a copy
 * under `HOOK#<id>`, by hand, because their bundles have no room for this module.
 */
export const Hook = z.object({
  id: HookId,
  tenant: TenantId,
  provider: z.enum(['meta', 'twilio']),
  /** The provider's id of the app or account. */
  appId: z.string(),
  /** The number to its channel: phone_number_id, or what people dial. What is not in it belongs to somebody else. */
  channels: z.record(z.string(), ChannelId),
  /**
   * App secrets or auth tokens, sealed for the purpose `webhook`: the current one first, then those it replaced, each `until` it
   * stops counting (milliseconds). None: all numbers were disconnected.
   */
  secrets: z.array(z.object({ sealed: z.string(), until: z.int().optional() })),
  /** SHA-256 of the verify token, hex: Meta only. */
  verify: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** The address as the provider was told it, which it signs: Twilio only. Never taken from a request. */
  url: z.string().optional(),
  /** Grows with every change; an older copy never replaces a newer one. */
  version: z.int(),
});
export type Hook = z.infer<typeof Hook>;

/** Consistent, 1 read unit. */
export async function getHook({ tenant, client, table }: TenantTable, id: HookId): Promise<Hook | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: appHookKey(tenant, id), ConsistentRead: true }));
  return Item && Hook.parse(Item);
}

/** All of a business: one for each of its apps. */
export async function listHooks({ tenant, client, table }: TenantTable): Promise<Hook[]> {
  const hooks: Hook[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': configurationPartition(tenant), ':sort': appHookSort },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    hooks.push(...(page.Items ?? []).map((item) => Hook.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return hooks;
}

/** For the transaction that makes or changes it, if it is still the version before. */
export const hookPut = ({ table, tenant }: TenantTable, hook: Hook) => ({
  Put: {
    TableName: table,
    Item: { ...appHookKey(tenant, hook.id), ...hook },
    ...(hook.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :was', ExpressionAttributeValues: { ':was': hook.version - 1 } }),
  },
});

const copyOf = (hook: Hook) => ({ ...hookKey(hook.id), ...traced(hook.tenant, hookKey(hook.id)), ...hook });

/** Makes the copy that webhooks are routed and checked by follow. Doing it again, or late, changes nothing. */
export async function publishHook({ client, table }: PlatformTable, hook: Hook): Promise<void> {
  await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: copyOf(hook),
        ConditionExpression: 'attribute_not_exists(pk) OR version < :version',
        ExpressionAttributeValues: { ':version': hook.version },
      }),
    ),
  );
}

/** Overwrites what is there, the copy as well: for seeds. */
export async function putHook({ client, table }: PlatformTable, hook: Hook): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...appHookKey(hook.tenant, hook.id), ...hook } }));
  await client.send(new PutCommand({ TableName: table, Item: copyOf(hook) }));
}

const Owner = z.object({ tenant: TenantId, channelId: ChannelId });
export type NumberOwner = z.infer<typeof Owner>;

/** Consistent, 1 read unit. */
export async function getNumberOwner({ client, table }: PlatformTable, phoneNumberId: string): Promise<NumberOwner | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: numberKey(phoneNumberId), ConsistentRead: true }));
  return Item && Owner.parse(Item);
}

/**
 * A number of the provider belongs to the first channel that claims it, of whatever business; claiming it again changes nothing.
 * `instead`: a channel that is not there any more, or never was, and whose claim is taken over.
 */
export async function claimNumber(
  { client, table }: PlatformTable,
  phoneNumberId: string,
  { tenant, channelId }: NumberOwner,
  instead: ChannelId = channelId,
): Promise<'claimed' | NumberOwner> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...numberKey(phoneNumberId), ...traced(tenant, numberKey(phoneNumberId)), tenant, channelId },
        ConditionExpression: 'attribute_not_exists(pk) OR (tenant = :tenant AND channelId IN (:channel, :instead))',
        ExpressionAttributeValues: { ':tenant': tenant, ':channel': channelId, ':instead': instead },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? Owner.parse(put.existing) : 'claimed';
}

/** Lets a number go, if it is still this channel's. */
export async function releaseNumber(
  { client, table }: PlatformTable,
  phoneNumberId: string,
  { tenant, channelId }: NumberOwner,
): Promise<void> {
  await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: numberKey(phoneNumberId),
        ConditionExpression: 'attribute_not_exists(pk) OR (tenant = :tenant AND channelId = :channel)',
        ExpressionAttributeValues: { ':tenant': tenant, ':channel': channelId },
      }),
    ),
  );
}
