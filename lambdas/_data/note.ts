import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ClientId, type ConversationId, type EmployeeId, MessageId, type TenantId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey, outboundMessageId, pinsKey } from './keys.ts';
import { MessageItem, toMessage } from './message-item.ts';
import { isTimely } from './timely.ts';
import { type TransactItem, transact } from './transact.ts';
import { type Colleague, internalItem, type NoteContent } from './work-message.ts';
import { readItem, setting, unlessRefused } from './write.ts';

/** A note is a message that is never sent. Pinned ones are also listed in one item of their conversation. */
export const mostPinned = 10;

export interface NewNote {
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly text: string;
  readonly mentions: readonly EmployeeId[];
  readonly author: Colleague;
}

export type AddedNote =
  | { readonly outcome: 'added' | 'existing'; readonly message: Message }
  /** The client id belongs to something else. */
  | { readonly outcome: 'different' }
  /** Too old or from the future, and no note has it. */
  | { readonly outcome: 'expired' };

/** 1 write unit. Its key follows from the client id, so the same one again never makes a second note. */
export async function addNote(
  store: TenantTable,
  { conversationId, clientId, text, mentions, author }: NewNote,
  now: number,
): Promise<AddedNote> {
  const id = outboundMessageId(clientId);
  const content: NoteContent = { kind: 'note', text, mentions: [...new Set(mentions)] };
  const item = internalItem(store, { id, conversationId, content, author });
  if (!isTimely(id, now)) {
    const there = await readItem(store, messageKey(store.tenant, conversationId, id));
    return there ? sameOrNot(there, item.c, author) : { outcome: 'expired' };
  }
  const put = await unlessRefused(
    store.client.send(
      new PutCommand({
        TableName: store.table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? sameOrNot(put.existing, item.c, author) : { outcome: 'added', message: toMessage(item) };
}

/** One that its author has changed since is still the one that was made. */
function sameOrNot(existing: unknown, c: string, author: Colleague): AddedNote {
  const item = MessageItem.parse(existing);
  const same = item.dir === 'note' && item.by?.employeeId === author.id && (item.c === c || item.ed !== undefined);
  return same ? { outcome: 'existing', message: toMessage(item) } : { outcome: 'different' };
}

const Pins = z.object({ ids: z.array(MessageId) });

/** In the order in which they were pinned. None: there is no such item. */
export const pinsItem = (tenant: TenantId, conversationId: ConversationId, ids: readonly MessageId[]) => ({
  ...pinsKey(tenant, conversationId),
  ids,
});

async function getPins(store: TenantTable, conversationId: ConversationId): Promise<MessageId[]> {
  const item = await readItem(store, pinsKey(store.tenant, conversationId));
  return item ? Pins.parse(item).ids : [];
}

/** Newest first. 1 read unit, and 1 for each. */
export async function pinnedNotes(store: TenantTable, conversationId: ConversationId): Promise<Message[]> {
  const { tenant, client, table } = store;
  const ids = await getPins(store, conversationId);
  const found: Message[] = [];
  let keys: Record<string, unknown>[] = ids.map((id) => ({ ...messageKey(tenant, conversationId, id) }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[table] ?? []).map((item) => toMessage(MessageItem.parse(item))));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found.sort((one, other) => (one.id < other.id ? 1 : -1));
}

export interface NoteChange {
  readonly text?: string | undefined;
  readonly pinned?: boolean | undefined;
}

/**
 * Changes the note as it was read (`getNote`), and the list of what is pinned with it. `refused`: somebody was faster, read again.
 * Text alone 1 write unit, pinning 4.
 */
export async function changeNote(
  store: TenantTable,
  { item, message }: Note,
  { text, pinned }: NoteChange,
  now: number,
): Promise<Message | 'refused' | 'too-many'> {
  if (message.content.kind !== 'note') return 'refused';
  const { pinnedAt: _, ...content } = message.content;
  const values: Record<string, unknown> = {};
  if (text !== undefined && text !== content.text) {
    values.c = JSON.stringify({ ...content, text } satisfies NoteContent);
    values.ed = { t: now, i: 'note' };
  }
  const moves = pinned !== undefined && pinned !== (item.pin !== undefined);
  if (moves) values.pin = pinned ? now : undefined;
  if (Object.keys(values).length === 0) return message;
  const update = setting(values);
  const Update = {
    TableName: store.table,
    Key: { ...messageKey(store.tenant, message.conversationId, message.id) },
    UpdateExpression: update.UpdateExpression,
    ConditionExpression: `c = :was AND ${item.pin === undefined ? 'attribute_not_exists(pin)' : 'pin = :pin'}`,
    ExpressionAttributeNames: update.ExpressionAttributeNames,
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':was': item.c,
      ...(item.pin !== undefined && { ':pin': item.pin }),
    },
  };
  const listed = moves ? await pinsChange(store, message, pinned) : [];
  if (listed === 'too-many') return 'too-many';
  if ((await transact(store, [{ Update }, ...listed])) === 'refused') return 'refused';
  return toMessage(MessageItem.parse({ ...item, ...values }));
}

async function pinsChange(
  store: TenantTable,
  { conversationId, id }: Message,
  pinned: boolean,
): Promise<TransactItem[] | 'too-many'> {
  const ids = await getPins(store, conversationId);
  const rest = ids.filter((one) => one !== id);
  if (pinned && rest.length >= mostPinned) return 'too-many';
  const next = pinned ? [...rest, id] : rest;
  const asRead =
    ids.length === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'ids = :read', ExpressionAttributeValues: { ':read': ids } };
  const TableName = store.table;
  if (next.length > 0) return [{ Put: { TableName, Item: pinsItem(store.tenant, conversationId, next), ...asRead } }];
  return [{ Delete: { TableName, Key: { ...pinsKey(store.tenant, conversationId) }, ...asRead } }];
}

export interface Note {
  readonly item: MessageItem;
  readonly message: Message;
}

/** Undefined: there is none, or it is no note. */
export async function getNote(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  id: MessageId,
): Promise<Note | undefined> {
  const key = messageKey(tenant, conversationId, id);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  const item = Item && MessageItem.parse(Item);
  return item?.dir === 'note' ? { item, message: toMessage(item) } : undefined;
}
