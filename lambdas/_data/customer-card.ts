import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Customer } from '../../contract/customers.ts';
import { ConversationId, type CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { CustomerItem } from './customer.ts';
import type { About } from './customer-about.ts';
import type { Named } from './find.ts';
import { conversationKey, customerKey, inboxIndex, namesPartition } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem, setting } from './write.ts';

/** A customer as the business sees it: what the provider says, and what was written down. */
export type CustomerCard = z.infer<typeof CustomerItem>;

/** 1 read unit. */
export async function getCustomerCard(store: TenantTable, id: CustomerId): Promise<CustomerCard | undefined> {
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
export const customerAboutUpdate = ({ tenant, table }: TenantTable, was: CustomerCard, about: About): TransactItem => {
  const update = setting({ about, v: was.v + 1 });
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
export const customerNameUpdate = (
  { tenant, table }: TenantTable,
  id: ConversationId,
  ownName: string | undefined,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: conversationKey(tenant, id),
    UpdateExpression: `${ownName === undefined ? 'REMOVE #name' : 'SET #name = :name'} ADD v :one`,
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#name': 'on' },
    ExpressionAttributeValues: { ':one': 1, ...(ownName !== undefined && { ':name': ownName }) },
  },
});

const Name = z.object({ conversationId: ConversationId });

/** Each number that the customer wrote to has one. Of the index: half a read unit. */
export async function conversationsOf(
  { tenant, client, table }: TenantTable,
  id: CustomerId,
): Promise<readonly ConversationId[]> {
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
  return [...new Set(Items.map((item) => Name.parse(item).conversationId))];
}
