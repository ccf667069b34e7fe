import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Customer } from '../../contract/customers.ts';
import { ChannelId, ConversationId, type CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { CustomerItem } from './customer.ts';
import type { About } from './customer-about.ts';
import type { Named } from './find.ts';
import { conversationKey, customerKey, inboxIndex, namesPartition } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem, setting } from './write.ts';

/** A customer as the business sees it: what the provider says, and what was written down. */
export type CustomerCard = z.infer<typeof CustomerItem>;

/** One that is being erased is not there any more. 1 read unit. */
export async function getCustomerCard(store: TenantTable, id: CustomerId): Promise<CustomerCard | undefined> {
  const card = await getAnyCard(store, id);
  return card?.er === undefined ? card : undefined;
}

/** Also one that is being erased. */
export async function getAnyCard(store: TenantTable, id: CustomerId): Promise<CustomerCard | undefined> {
  const item = await readItem(store, customerKey(store.tenant, id));
  return item && CustomerItem.parse(item);
}

export const namedOf = ({ name, username, waId, about }: CustomerCard): Named => ({
  names: [name?.v, about?.name],
  username: username?.v,
  waId: waId?.v,
});

export function shownCustomer({ id, name, waId, username, about = {}, v }: CustomerCard): Customer {
  const { createdAt, ...written } = about;
  return {
    id,
    profileName: name?.v,
    phone: waId && `+${waId.v}`,
    username: username?.v,
    ...written,
    firstSeenAt: createdAt === undefined ? undefined : new Date(createdAt).toISOString(),
    version: v,
  };
}

/** For the transaction that writes down what else follows. Part of a transaction, 2 write units for each KB. */
export const customerAboutUpdate = (store: TenantTable, was: CustomerCard, about: About): TransactItem =>
  customerUpdate(store, was, { about });

/** On the condition that it is still as it was read. Undefined takes away. */
export const customerUpdate = (
  { tenant, table }: TenantTable,
  was: CustomerCard,
  change: Partial<Pick<CustomerCard, 'about' | 'into' | 'has' | 'er'>>,
): TransactItem => {
  const update = setting({ ...change, v: was.v + 1 });
  return {
    Update: {
      TableName: table,
      Key: customerKey(tenant, was.id),
      ...update,
      ConditionExpression: 'v = :read',
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': was.v },
    },
  };
};

/** What the inbox shows, undefined for what the provider says. Part of a transaction, 2 write units and 2 of each index. */
export const customerNameUpdate = (store: TenantTable, id: ConversationId, ownName: string | undefined): TransactItem =>
  conversationUpdate(store, id, { on: ownName });

/** The name that the inbox shows, and of which customer it shows the conversation, undefined for the one that it is with. */
export const customerPlaceUpdate = (
  store: TenantTable,
  id: ConversationId,
  { ownName, headId }: { readonly ownName: string | undefined; readonly headId: CustomerId | undefined },
): TransactItem => conversationUpdate(store, id, { on: ownName, hd: headId });

function conversationUpdate(
  { tenant, table }: TenantTable,
  id: ConversationId,
  change: Readonly<Record<'on', string | undefined>> & { readonly hd?: CustomerId | undefined },
): TransactItem {
  const { UpdateExpression, ExpressionAttributeValues, ...update } = setting(change);
  return {
    Update: {
      TableName: table,
      Key: conversationKey(tenant, id),
      ...update,
      UpdateExpression: `${UpdateExpression} ADD v :one`,
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(er)',
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':one': 1 },
    },
  };
}

const Name = z.object({ gsi1sk: z.string(), conversationId: ConversationId });

/** A name that a customer goes by on a number of the business, and the conversation that it leads to. */
export interface KnownName {
  readonly channelId: ChannelId;
  /** `wa:<digits>`, `bsuid:<id>` or `group:<id>`. */
  readonly identity: string;
  readonly conversationId: ConversationId;
}

/** Of the index: half a read unit. */
export async function namesOf({ tenant, client, table }: TenantTable, id: CustomerId): Promise<readonly KnownName[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: inboxIndex,
      KeyConditionExpression: 'gsi1pk = :names',
      ExpressionAttributeValues: { ':names': namesPartition(tenant, id) },
      // A customer goes by a phone number, an id and a user name on each number of the business.
      Limit: 200,
    }),
  );
  return Items.map((item) => Name.parse(item)).map(({ gsi1sk, conversationId }) => {
    const [channel, ...identity] = gsi1sk.split('#');
    return { channelId: ChannelId.parse(channel), identity: identity.join('#'), conversationId };
  });
}

/** Each number that the customer wrote to has one. Of the index: half a read unit. */
export const conversationsOf = async (store: TenantTable, id: CustomerId): Promise<readonly ConversationId[]> => [
  ...new Set((await namesOf(store, id)).map(({ conversationId }) => conversationId)),
];
