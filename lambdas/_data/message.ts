import { BatchGetCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ClientId, ConversationId, MessageId } from '../../contract/ids.ts';
import { type Content, type FileId, type Message, rankOf } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type FileItem, hasFile } from './file-item.ts';
import { conversationPartition, messageKey, messageSort, messageTime, outboundMessageId } from './keys.ts';
import { getLibraryFile, shown } from './library-file.ts';
import { MessageItem, statusTimeAttribute, toMessage } from './message-item.ts';
import { isTimely } from './timely.ts';
import { transact } from './transact.ts';
import { collisionDelay, readItem, unlessRefused } from './write.ts';

export type NewInboundMessage = Omit<Message, 'sentAt' | 'reactions' | 'status' | 'statusAt' | 'failure' | 'author'>;

/** 1 write unit. A message that is there already stays as it is; its `seq` tells whether it was applied. */
export async function addInbound(
  { tenant, client, table }: TenantTable,
  message: NewInboundMessage,
): Promise<{ readonly added: true } | { readonly added: false; readonly existing: Message }> {
  const item = {
    ...messageKey(tenant, message.conversationId, message.id),
    dir: message.direction,
    c: JSON.stringify(message.content),
    seq: message.seq,
    pid: message.providerId,
    snd: message.sender,
    re: message.replyTo,
    fw: message.forwarded,
    ff: message.frequentlyForwarded,
    prod: message.product,
    ref: message.referral,
    grp: message.groupId,
  };
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? { added: false, existing: toMessage(MessageItem.parse(put.existing)) } : { added: true };
}

/** Another message took the number first: this one gets the next. */
export async function renumber(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  id: MessageId,
  seq: number,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: messageKey(tenant, conversationId, id),
      UpdateExpression: 'SET seq = :seq',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':seq': seq },
    }),
  );
}

export interface NewOutboundMessage {
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly content: Content;
  /** Of a message with a file of the business: what is known of it. */
  readonly file?: FileItem | undefined;
  /** Provider id of the quoted message. */
  readonly replyTo?: string | undefined;
  readonly author: NonNullable<Message['author']>;
}

export type AddedOutbound =
  | { readonly outcome: 'added' | 'existing'; readonly message: Message }
  /** The client id belongs to a message that says something else. */
  | { readonly outcome: 'different' }
  /** Too old or from the future, and no message has it. */
  | { readonly outcome: 'expired' }
  /** The file was deleted meanwhile. */
  | { readonly outcome: 'file-gone' };

/**
 * The key follows from the client id, so that sending again can never make a second message. 1 write unit; with a file, which
 * notes in the same write that it is shown, 6.
 */
export async function addOutbound(
  store: TenantTable,
  { conversationId, clientId, content, file, replyTo, author }: NewOutboundMessage,
  now: number,
): Promise<AddedOutbound> {
  const { tenant, client, table } = store;
  const id = outboundMessageId(clientId);
  const c = JSON.stringify(content);
  if (!isTimely(id, now)) {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: messageKey(tenant, conversationId, id), ConsistentRead: true }),
    );
    return Item ? sameOrNot(Item, c, replyTo) : { outcome: 'expired' };
  }
  const item = {
    ...messageKey(tenant, conversationId, id),
    dir: 'out' as const,
    c,
    re: replyTo,
    by: author,
    status: 'queued' as const,
    rank: rankOf('queued'),
    [statusTimeAttribute('queued')]: now,
    ...(file && { file }),
    fid: fileIdOf(content),
  };
  if (item.fid !== undefined) return addShowing(store, { item, conversationId, id, fileId: item.fid }, now);
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? sameOrNot(put.existing, c, replyTo) : { outcome: 'added', message: toMessage(item) };
}

const fileIdOf = (content: Content): FileId | undefined => (hasFile(content) ? content.media.fileId : undefined);

interface NewShowing {
  readonly item: MessageItem;
  readonly conversationId: ConversationId;
  readonly id: MessageId;
  readonly fileId: FileId;
}

/** Tries when others write the same file: a second and a half with the delays between them. */
const tries = 20;

async function addShowing(
  store: TenantTable,
  { item, conversationId, id, fileId }: NewShowing,
  now: number,
): Promise<AddedOutbound> {
  const put = { Put: { TableName: store.table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
  for (let attempt = 0; ; attempt++) {
    if ((await transact(store, [put, ...shown(store, fileId, { conversationId, messageId: id }, now)])) === 'done') {
      return { outcome: 'added', message: toMessage(item) };
    }
    const existing = await readItem(store, messageKey(store.tenant, conversationId, id));
    if (existing) return sameOrNot(existing, item.c, item.re);
    if (!(await getLibraryFile(store, fileId, now))) return { outcome: 'file-gone' };
    if (attempt >= tries) throw new Error('A message cannot be added: others write its file all the time');
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

function sameOrNot(existing: unknown, c: string, replyTo: string | undefined): AddedOutbound {
  const item = MessageItem.parse(existing);
  return item.c === c && item.re === replyTo ? { outcome: 'existing', message: toMessage(item) } : { outcome: 'different' };
}

export async function getMessage(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  id: MessageId,
): Promise<Message | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: messageKey(tenant, conversationId, id), ConsistentRead: true }),
  );
  return Item && toMessage(MessageItem.parse(Item));
}

/** Those of up to 100 that there are, by id; half a read unit per 4 KB. */
export async function getMessages(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  ids: readonly MessageId[],
): Promise<ReadonlyMap<MessageId, Message>> {
  const found = new Map<MessageId, Message>();
  let keys: Record<string, unknown>[] = ids.map((id) => ({ ...messageKey(tenant, conversationId, id) }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }));
    for (const item of Responses?.[table] ?? []) {
      const message = toMessage(MessageItem.parse(item));
      found.set(message.id, message);
    }
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** What a person reads first comes first: by time, and inside one of the provider's seconds by arrival. */
export function inReadingOrder(one: Message, other: Message): number {
  const time = messageTime(one.id) - messageTime(other.id);
  if (time !== 0) return time;
  const seq = (one.seq ?? Number.MAX_SAFE_INTEGER) - (other.seq ?? Number.MAX_SAFE_INTEGER);
  if (seq !== 0) return seq;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

export interface PageRequest {
  readonly limit: number;
  readonly before?: MessageId | undefined;
  readonly after?: MessageId | undefined;
}

/**
 * A page in reading order; half a read unit per 4 KB. Keys order messages of one second by hash, not by arrival, so the
 * second at either end is read whole: the page is cut in reading order, and no message is between two pages.
 */
export async function pageOfMessages(
  store: TenantTable,
  conversationId: ConversationId,
  { limit, before, after }: PageRequest,
): Promise<{ items: Message[]; more: boolean }> {
  const forward = after !== undefined;
  const anchor = after ?? before;
  const found: Message[] = [];
  let from: Record<string, unknown> | undefined;
  for (;;) {
    const page = await queryMessages(store, conversationId, { anchor, forward, limit: limit + secondAllowance, from });
    found.push(...page.items);
    from = page.last;
    const whole = from ? withoutOpenSecond(found) : found;
    const wanted = beyond(whole, anchor, forward);
    if (!from || wanted.length >= limit) {
      const items = forward ? wanted.slice(0, limit) : wanted.slice(-limit);
      return { items, more: from !== undefined || wanted.length > items.length };
    }
  }
}

/** Messages that usually share the anchor's second. */
const secondAllowance = 10;

function withoutOpenSecond(found: readonly Message[]): Message[] {
  const last = found.at(-1);
  return last ? found.filter(({ id }) => messageTime(id) !== messageTime(last.id)) : [];
}

function beyond(found: readonly Message[], anchor: MessageId | undefined, forward: boolean): Message[] {
  const sorted = found.toSorted(inReadingOrder);
  if (!anchor) return sorted;
  const place = sorted.findIndex(({ id }) => id === anchor);
  if (place >= 0) return forward ? sorted.slice(place + 1) : sorted.slice(0, place);
  return sorted.filter(({ id }) => (forward ? id > anchor : id < anchor));
}

interface MessageQuery {
  readonly anchor: MessageId | undefined;
  readonly forward: boolean;
  readonly limit: number;
  readonly from: Record<string, unknown> | undefined;
}

/** From the beginning (forward) or the end (backward) of the anchor's millisecond on; without an anchor, from the newest. */
async function queryMessages(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  { anchor, forward, limit, from }: MessageQuery,
): Promise<{ items: Message[]; last: Record<string, unknown> | undefined }> {
  const time = anchor?.slice(0, 13);
  // `-` follows the time in every key and `.` is the character after it: the pair encloses one millisecond.
  const low = forward && time ? `${messageSort}${time}-` : messageSort;
  const high = !forward && time ? `${messageSort}${time}.` : `${messageSort}~`;
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':pk': conversationPartition(tenant, conversationId), ':low': low, ':high': high },
      ScanIndexForward: forward,
      Limit: limit,
      ExclusiveStartKey: from,
      ConsistentRead: true,
    }),
  );
  return { items: Items.map((item) => toMessage(MessageItem.parse(item))), last: LastEvaluatedKey };
}

/** Messages looked through for the target of a reaction, edit or deletion: 250 KB of ordinary texts at most. */
const searchDepth = 1000;

/** The newest message with this provider id, if it is among the last 1,000 of the conversation, or as many as said. */
export async function findByProviderId(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  providerId: string,
  depth = searchDepth,
): Promise<Message | undefined> {
  let from: Record<string, unknown> | undefined;
  for (let read = 0; read < depth; ) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        FilterExpression: 'pid = :pid',
        ExpressionAttributeValues: {
          ':pk': conversationPartition(tenant, conversationId),
          ':sk': messageSort,
          ':pid': providerId,
        },
        ScanIndexForward: false,
        Limit: 100,
        ExclusiveStartKey: from,
        ConsistentRead: true,
      }),
    );
    const [item] = page.Items ?? [];
    if (item) return toMessage(MessageItem.parse(item));
    from = page.LastEvaluatedKey;
    if (!from) return undefined;
    read += page.ScannedCount ?? depth;
  }
  return undefined;
}
