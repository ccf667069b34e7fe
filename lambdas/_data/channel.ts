import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelId, HookId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { channelKey, channelSort, configurationPartition } from './keys.ts';
import { setting } from './write.ts';

const Known = z.object({
  id: ChannelId,
  /** What people call it. */
  name: z.string(),
  /** As people dial it, digits. */
  displayNumber: z.string(),
  hookId: HookId,
  /** Hash of the request that made it. */
  madeFrom: z.string().optional(),
  /** Grows with every change. */
  version: z.int(),
});

/** With Meta itself. */
const KnownToMeta = Known.extend({
  provider: z.literal('meta'),
  phoneNumberId: z.string(),
  /** The WhatsApp Business Account it belongs to. */
  wabaId: z.string(),
});
/** With Twilio, where a number is what people dial. */
const KnownToTwilio = Known.extend({ provider: z.literal('twilio'), accountSid: z.string() });

/** `token`: the provider's access token, or the auth token of the account, sealed for the purpose `channel`. */
const connected = { token: z.string() };
export const MetaChannel = KnownToMeta.extend(connected);
export type MetaChannel = z.infer<typeof MetaChannel>;
export const TwilioChannel = KnownToTwilio.extend(connected);
export type TwilioChannel = z.infer<typeof TwilioChannel>;

/** A WhatsApp number of a business. */
export const Channel = z.discriminatedUnion('provider', [MetaChannel, TwilioChannel]);
export type Channel = z.infer<typeof Channel>;

const disconnected = {
  /** Milliseconds. */
  disconnectedAt: z.int(),
  /** Its routing is gone too, and somebody else may connect it. */
  released: z.boolean(),
};
/** What is left of a number that was disconnected, so that its conversations can still be named. It has no token. */
const Disconnected = z.discriminatedUnion('provider', [KnownToMeta.extend(disconnected), KnownToTwilio.extend(disconnected)]);
export type Disconnected = z.infer<typeof Disconnected>;

export type AnyChannel = Channel | Disconnected;
const AnyChannel = z.union([Disconnected, Channel]);

/** What tells a number from all others. */
type Distinct =
  | Pick<MetaChannel, 'provider' | 'phoneNumberId'>
  | Pick<TwilioChannel, 'provider' | 'accountSid' | 'displayNumber'>;

/** What its provider's webhooks call the number: it is found by that in the hook's `channels`. */
export const nameAtProvider = (channel: Distinct): string =>
  channel.provider === 'meta' ? channel.phoneNumberId : channel.displayNumber;

/**
 * What a number is claimed by, of whatever business. Meta shows its numbers to their own account only; Twilio does not say whose a
 * number is, so of it only what one account calls so is claimed: nobody can take a number with an account of another.
 */
export const claimOf = (channel: Distinct): string =>
  channel.provider === 'meta' ? channel.phoneNumberId : `twilio-${channel.accountSid}-${channel.displayNumber}`;

export const isConnected = (channel: AnyChannel | undefined): channel is Channel => channel !== undefined && 'token' in channel;

/** A connected number. `consistent` costs twice: 1 read unit instead of a half. */
export async function getChannel(
  store: TenantTable,
  id: ChannelId,
  options: { readonly consistent?: boolean } = {},
): Promise<Channel | undefined> {
  const found = await readChannel(store, id, options);
  return isConnected(found) ? found : undefined;
}

/** Disconnected ones too. */
export async function readChannel(
  { tenant, client, table }: TenantTable,
  id: ChannelId,
  { consistent = false }: { readonly consistent?: boolean } = {},
): Promise<AnyChannel | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: channelKey(tenant, id), ConsistentRead: consistent }),
  );
  return Item && AnyChannel.parse(Item);
}

/** The connected numbers of a business, oldest first. A plan allows 100. */
export async function listChannels({ tenant, client, table }: TenantTable): Promise<Channel[]> {
  const channels: Channel[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': configurationPartition(tenant), ':sort': channelSort },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    channels.push(...(page.Items ?? []).map((item) => AnyChannel.parse(item)).filter(isConnected));
    from = page.LastEvaluatedKey;
  } while (from);
  return channels;
}

/** For the transaction that connects it. */
export const channelPut = ({ tenant, table }: TenantTable, channel: Channel) => ({
  Put: {
    TableName: table,
    Item: { ...channelKey(tenant, channel.id), ...channel },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** For a transaction that changes it, if it is still the version that the change was made from. */
export function channelUpdate(
  { tenant, table }: TenantTable,
  { id, version }: Pick<AnyChannel, 'id' | 'version'>,
  change: Partial<Pick<Channel, 'name' | 'token'> & Pick<Disconnected, 'disconnectedAt' | 'released'>>,
) {
  const { ExpressionAttributeValues, ...update } = setting({ ...change, version: version + 1 });
  return {
    Update: {
      TableName: table,
      Key: channelKey(tenant, id),
      ...update,
      ConditionExpression: 'version = :was',
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':was': version },
    },
  };
}

/** For the transaction that seals the same token anew: people's version stays, because nothing is different for them. */
export const tokenResealed = ({ tenant, table }: TenantTable, { id, token }: Channel, sealed: string) => ({
  Update: {
    TableName: table,
    Key: channelKey(tenant, id),
    UpdateExpression: 'SET #token = :sealed',
    ConditionExpression: '#token = :was',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':sealed': sealed, ':was': token },
  },
});

/** Overwrites what is there: for seeds and imports. */
export async function putChannel({ tenant, client, table }: TenantTable, channel: Channel): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...channelKey(tenant, channel.id), ...channel } }));
}
