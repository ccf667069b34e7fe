import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { type Message, rankOf } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey } from './keys.ts';
import { statusTimeAttribute, toMessage } from './message-item.ts';
import type { TransactItem } from './transact.ts';

export interface AssistantMessage {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly text: string;
  /** Of the conversation, when it was written. */
  readonly epoch: number;
  /** Milliseconds. */
  readonly at: number;
}

const itemOf = ({ tenant }: Pick<TenantTable, 'tenant'>, { id, conversationId, text, epoch, at }: AssistantMessage) => ({
  ...messageKey(tenant, conversationId, id),
  dir: 'out' as const,
  c: JSON.stringify({ kind: 'text', text } satisfies Message['content']),
  by: { type: 'assistant' as const },
  status: 'queued' as const,
  rank: rankOf('queued'),
  [statusTimeAttribute('queued')]: at,
  ep: epoch,
});

/** For the transaction of the turn that wrote it: from then on it is sent, unless somebody takes over first. 2 write units. */
export const assistantPut = (store: Pick<TenantTable, 'tenant' | 'table'>, message: AssistantMessage): TransactItem => ({
  Put: { TableName: store.table, Item: itemOf(store, message), ConditionExpression: 'attribute_not_exists(pk)' },
});

export const shownAssistant = (store: Pick<TenantTable, 'tenant'>, message: AssistantMessage): Message =>
  toMessage(itemOf(store, message));
