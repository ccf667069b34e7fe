import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { type Message, rankOf } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey, messageTime } from './keys.ts';
import { statusTimeAttribute, toMessage } from './message-item.ts';
import type { TransactItem } from './transact.ts';

/** What somebody of the business wrote on its phone. The provider has it, so it counts as sent when the provider says it was. */
export interface EchoMessage
  extends Pick<Message, 'content' | 'replyTo' | 'forwarded' | 'frequentlyForwarded' | 'product' | 'groupId'> {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly providerId: string;
}

const itemOf = ({ tenant }: Pick<TenantTable, 'tenant'>, message: EchoMessage) => ({
  ...messageKey(tenant, message.conversationId, message.id),
  dir: 'out' as const,
  c: JSON.stringify(message.content),
  by: { type: 'phone-app' as const },
  pid: message.providerId,
  re: message.replyTo,
  fw: message.forwarded,
  ff: message.frequentlyForwarded,
  prod: message.product,
  grp: message.groupId,
  status: 'sent' as const,
  rank: rankOf('sent'),
  [statusTimeAttribute('sent')]: messageTime(message.id),
});

/** For the transaction that stops the assistant. 2 write units. */
export const echoPut = (store: Pick<TenantTable, 'tenant' | 'table'>, message: EchoMessage): TransactItem => ({
  Put: { TableName: store.table, Item: itemOf(store, message), ConditionExpression: 'attribute_not_exists(pk)' },
});

export const shownEcho = (store: Pick<TenantTable, 'tenant'>, message: EchoMessage): Message => toMessage(itemOf(store, message));
