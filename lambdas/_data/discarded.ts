import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { Message, Status } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type Conversation, getConversation, saveConversation } from './conversation.ts';
import { withDiscarded } from './conversation-changes.ts';
import { conversationPartition, messageKey, messageSort } from './keys.ts';
import { MessageItem, toMessage } from './message-item.ts';
import { transact } from './transact.ts';
import type { WorkContent } from './work-message.ts';
import { collisionDelay, readItem, setting } from './write.ts';

/**
 * An answer of the assistant that somebody was faster than: it becomes a line in the thread, is never sent and never shown, and the
 * conversation is as if it had not been written. Undefined: it is somebody else's by now. 2 read units; 4 write units, index 2.
 */
export async function discard(
  store: TenantTable,
  { id, conversationId }: Pick<Message, 'id' | 'conversationId'>,
  attempt: number,
  now: number,
): Promise<{ readonly message: Message; readonly conversation: Conversation | undefined } | undefined> {
  const key = messageKey(store.tenant, conversationId, id);
  const values = {
    dir: 'event',
    c: JSON.stringify({ kind: 'work', event: 'discarded' } satisfies WorkContent),
    by: { type: 'assistant' },
    status: undefined,
    rank: undefined,
    lease: undefined,
  } as const;
  const update = setting(values);
  const Update = {
    TableName: store.table,
    Key: { ...key },
    UpdateExpression: update.UpdateExpression,
    ConditionExpression: '#status = :sending AND att = :attempt',
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#status': 'status' },
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':sending': 'sending' satisfies Status,
      ':attempt': attempt,
    },
  };
  for (let tried = 0; tried < attempts; tried++) {
    const read = await getConversation(store, conversationId);
    const before = await lastSaid(store, conversationId, id);
    const next = read && withDiscarded(read, id, before, now);
    const written =
      read && next && next !== read
        ? (await saveConversation(store, read, next, [{ Update }])) === 'saved'
        : (await transact(store, [{ Update }])) === 'done';
    if (written) return { message: toMessage(MessageItem.parse({ ...key, ...values })), conversation: next };
    const found = MessageItem.safeParse(await readItem(store, key));
    if (!found.success || found.data.status !== 'sending' || found.data.att !== attempt) return undefined;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(tried)));
  }
  throw new Error('A conversation is written all the time');
}

const attempts = 40;

/** The newest that the customer or this side said. 1 read unit. */
async function lastSaid(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  but: MessageId,
): Promise<Message | undefined> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': conversationPartition(tenant, conversationId), ':sk': messageSort },
      ScanIndexForward: false,
      Limit: 20,
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => toMessage(MessageItem.parse(item))).find(
    ({ id, direction }) => id !== but && (direction === 'in' || direction === 'out'),
  );
}

/** Whether an answer of the assistant is at the provider at this very moment. 1 read unit. */
export async function isSendingByMachine(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
): Promise<boolean> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': conversationPartition(tenant, conversationId), ':sk': messageSort },
      ScanIndexForward: false,
      Limit: 12,
      ConsistentRead: true,
    }),
  );
  return Items.some((item) => item.ep !== undefined && item.status === ('sending' satisfies Status));
}
