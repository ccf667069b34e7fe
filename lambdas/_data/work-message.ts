import { randomBytes } from 'node:crypto';
import { type ConversationId, type EmployeeId, MessageId } from '../../contract/ids.ts';
import type { Content, Message } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { digits13, messageKey } from './keys.ts';
import { toMessage } from './message-item.ts';
import type { TransactItem } from './transact.ts';

export interface Colleague {
  readonly id: EmployeeId;
  readonly name: string;
}

export type WorkContent = Extract<Content, { kind: 'work' }>;
export type NoteContent = Extract<Content, { kind: 'note' }>;

/** Something that colleagues read in the thread and the customer never gets: it has no status, so nothing sends it. */
export interface InternalMessage {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly content: WorkContent | NoteContent;
  /** Absent: the system. */
  readonly author?: Colleague | 'assistant' | 'phone-app' | undefined;
}

/** Of what nobody named before: the time, milliseconds, and chance. */
export const internalId = (at: number): MessageId => MessageId.parse(`${digits13(at)}-${randomBytes(12).toString('base64url')}`);

export function internalItem({ tenant }: Pick<TenantTable, 'tenant'>, message: InternalMessage) {
  const { id, conversationId, content, author } = message;
  return {
    ...messageKey(tenant, conversationId, id),
    dir: content.kind === 'note' ? ('note' as const) : ('event' as const),
    c: JSON.stringify(content),
    by: author && byOf(author),
  };
}

const byOf = (author: NonNullable<InternalMessage['author']>) =>
  typeof author === 'string' ? { type: author } : { type: 'employee' as const, employeeId: author.id, name: author.name };

/** For the transaction of the change that it tells of; 2 write units. */
export const internalPut = (store: Pick<TenantTable, 'tenant' | 'table'>, message: InternalMessage): TransactItem => ({
  Put: {
    TableName: store.table,
    Item: internalItem(store, message),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export const shownInternal = (store: Pick<TenantTable, 'tenant'>, message: InternalMessage): Message =>
  toMessage(internalItem(store, message));
