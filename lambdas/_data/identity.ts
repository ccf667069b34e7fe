import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ChannelId, ConversationId, CustomerId, type TenantId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type Conversation, conversationItem } from './conversation-item.ts';
import { type CustomerFacts, newCustomerItem } from './customer.ts';
import { identityKey, namesPartition } from './keys.ts';
import { unlessRefused } from './write.ts';

/** How a provider names who is at the other end: `wa:<digits>`, `bsuid:<id>` or `group:<id>`. */
export type Identity = `wa:${string}` | `bsuid:${string}` | `group:${string}`;

/** Who an identity belongs to. */
const Known = z.object({ customerId: CustomerId, conversationId: ConversationId });
export type Known = z.infer<typeof Known>;

/** The index leads from the customer to every name. */
export const identityItem = (
  tenant: TenantId,
  channelId: ChannelId,
  identity: Identity,
  { customerId, conversationId }: Known,
) => ({
  ...identityKey(tenant, channelId, identity),
  gsi1pk: namesPartition(tenant, customerId),
  gsi1sk: `${channelId}#${identity}`,
  customerId,
  conversationId,
});

/** Half a read unit, 1 when consistent. */
export async function findIdentity(
  { tenant, client, table }: TenantTable,
  channelId: ChannelId,
  identity: Identity,
  { consistent = false } = {},
): Promise<Known | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: identityKey(tenant, channelId, identity), ConsistentRead: consistent }),
  );
  return Item && Known.parse(Item);
}

/** One more name for a customer. `taken`: it is somebody else's already. 1 write unit. */
export async function linkIdentity(
  { tenant, client, table }: TenantTable,
  channelId: ChannelId,
  identity: Identity,
  known: Known,
): Promise<'linked' | 'taken'> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: identityItem(tenant, channelId, identity, known),
        ConditionExpression: 'attribute_not_exists(pk) OR customerId = :customer',
        ExpressionAttributeValues: { ':customer': known.customerId },
      }),
    ),
  );
  return put.refused ? 'taken' : 'linked';
}

/** Names, customer and conversation at once, or nothing: `lost` when somebody made one of the names first. */
export async function firstContact(
  store: TenantTable,
  identities: readonly Identity[],
  conversation: Conversation,
  facts: CustomerFacts,
  at: number,
): Promise<'made' | 'lost'> {
  const { tenant, client, table } = store;
  const known = { customerId: conversation.customer.id, conversationId: conversation.id };
  const names = identities.map((identity) => identityItem(tenant, conversation.channelId, identity, known));
  const items = [...names, newCustomerItem(store, conversation.customer.id, facts, at), conversationItem(tenant, conversation)];
  const puts = items.map((Item) => ({ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } }));
  try {
    await client.send(new TransactWriteCommand({ TransactItems: puts }));
    return 'made';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    // A transaction on the same names is under way: it, or a retry, will have made them.
    if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return 'lost';
    throw error;
  }
}
