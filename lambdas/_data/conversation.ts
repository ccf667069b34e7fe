import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, type MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { coversOther, withOther } from './conversation-changes.ts';
import { type Conversation, conversationAttributes, cursorOf, isBeingErased, toConversation } from './conversation-item.ts';
import {
  conversationKey,
  conversationPartition,
  digits13,
  inboxIndex,
  inboxPartitions,
  messageSort,
  messageTime,
  openPartitions,
} from './keys.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem, setting, unlessRefused } from './write.ts';

export type { Conversation } from './conversation-item.ts';
export { summaryOf } from './conversation-item.ts';

/** One that is being erased is not there any more. 1 read unit. */
export async function getConversation(store: TenantTable, id: ConversationId): Promise<Conversation | undefined> {
  const item = await readItem(store, conversationKey(store.tenant, id));
  return item && !isBeingErased(item) ? toConversation(item) : undefined;
}

/**
 * Writes a conversation made from the one that was read, unless anything has changed in between (`version` counts every
 * change, so an unchanged one means that `inSeq` is still the same). 1 write unit, and 2 of the index if it moved.
 * `along`: what is to happen together with it or not at all; then it is a transaction, and twice the units.
 */
export async function saveConversation(
  store: TenantTable,
  read: Conversation,
  next: Conversation,
  along: readonly TransactItem[] = [],
): Promise<'saved' | 'conflict'> {
  const { tenant, client, table } = store;
  const before: Record<string, unknown> = conversationAttributes(tenant, read);
  const after = Object.entries(conversationAttributes(tenant, next));
  const changed = after.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  const update = setting(Object.fromEntries(changed));
  const Update = {
    TableName: table,
    Key: { ...conversationKey(tenant, read.id) },
    ...update,
    ConditionExpression: 'v = :read',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': read.version },
  };
  if (along.length > 0) return (await transact(store, [{ Update }, ...along])) === 'done' ? 'saved' : 'conflict';
  try {
    return (await unlessRefused(client.send(new UpdateCommand(Update)))).refused ? 'conflict' : 'saved';
  } catch (error) {
    // A transaction on the conversation is under way: whoever reads again finds it done.
    if (error instanceof TransactionConflictException) return 'conflict';
    throw error;
  }
}

/** Reads, changes and writes until nobody interferes. The same object from `change` means there is nothing to write. */
export async function changeConversation(
  store: TenantTable,
  id: ConversationId,
  change: (conversation: Conversation) => Conversation,
): Promise<Conversation | undefined> {
  for (let attempt = 0; ; attempt++) {
    const read = await getConversation(store, id);
    if (!read) return undefined;
    const next = change(read);
    if (next === read || (await saveConversation(store, read, next)) === 'saved') return next;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** After the message itself is written. Doing it again changes nothing. */
export const applyOutbound = (
  store: TenantTable,
  id: ConversationId,
  message: Message,
  now: number,
): Promise<Conversation | undefined> =>
  changeConversation(store, id, (read) => (coversOther(read, message.id) ? read : withOther(read, message, now)));

/** Where in the inbox: how far back for changes the clocks of workers and the index may lag. */
const lookBackMs = 5_000;
export const Cursor = z
  .string()
  .regex(/^\+?\d{13}-[0-9a-hjkmnp-tv-z]{26}$/)
  .transform((text) => {
    const [at = '', id] = text.replace('+', '').split('-');
    return { exact: text.startsWith('+'), at: Number(at), id: ConversationId.parse(id) };
  });

export interface InboxPage {
  readonly items: Conversation[];
  readonly next?: string | undefined;
}

/** Open ones, newest activity first. Four index partitions are read side by side, half a read unit per 4 KB each. */
export async function listConversations(
  store: TenantTable,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<InboxPage | 'bad-cursor'> {
  const cursor = before === undefined ? undefined : Cursor.safeParse(before);
  if (cursor?.success === false) return 'bad-cursor';
  const range = { after: '', before: cursor ? `${digits13(cursor.data.at)}#${cursor.data.id}` : '~' };
  const partitions = openPartitions(store.tenant);
  const found = await queryInbox(store, { ...range, partitions }, { limit: limit + 1, newestFirst: true });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? cursorOf(last) : undefined };
}

/**
 * Everything that moved since the cursor of a summary, whatever its status now, oldest change first, with some that the caller
 * already knows.
 */
export async function changedAfter(
  store: TenantTable,
  { limit, cursor }: { readonly limit: number; readonly cursor: string },
): Promise<InboxPage | 'bad-cursor'> {
  const parsed = Cursor.safeParse(cursor);
  if (!parsed.success) return 'bad-cursor';
  // `next` of a page goes on exactly there: looking back again would never end in a busy inbox.
  const { exact, at, id } = parsed.data;
  const range = { after: exact ? `${digits13(at)}#${id}` : digits13(Math.max(0, at - lookBackMs)), before: '~' };
  const partitions = inboxPartitions(store.tenant);
  const found = await queryInbox(store, { ...range, partitions }, { limit: limit + 1, newestFirst: false });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? `+${cursorOf(last)}` : undefined };
}

/** Of these partitions of the inbox, between two places, neither of them included. */
export async function queryInbox(
  { client, table }: TenantTable,
  range: { readonly partitions: readonly string[]; readonly after: string; readonly before: string },
  { limit, newestFirst }: { readonly limit: number; readonly newestFirst: boolean },
): Promise<Conversation[]> {
  const pages = range.partitions.map((partition) =>
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: inboxIndex,
        KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk BETWEEN :after AND :before',
        ExpressionAttributeValues: {
          ':pk': partition,
          ':after': range.after || '0',
          ':before': range.before,
        },
        ScanIndexForward: !newestFirst,
        // BETWEEN includes both ends: one more for the cursor's own row.
        Limit: limit + 1,
      }),
    ),
  );
  const rows = (await Promise.all(pages))
    .flatMap(({ Items = [] }) => Items)
    .filter(({ gsi1sk }) => gsi1sk !== range.after && gsi1sk !== range.before)
    .map(toConversation);
  // One that moves from partition to partition just now may be in both: the index follows in its own time.
  const newest = new Map<ConversationId, Conversation>();
  for (const row of rows) if ((newest.get(row.id)?.version ?? 0) < row.version) newest.set(row.id, row);
  return [...newest.values()]
    .sort((one, other) => (cursorOf(one) < cursorOf(other) ? -1 : 1) * (newestFirst ? -1 : 1))
    .slice(0, limit);
}

/** Inbound messages up to this one count as read, never fewer than before. Undefined: no such conversation. 1 write unit. */
export async function markRead(store: TenantTable, id: ConversationId, upTo: MessageId): Promise<Conversation | undefined> {
  const read = await getConversation(store, id);
  if (!read) return undefined;
  const seq = await inboundUpTo(store, id, upTo);
  return changeConversation(store, id, (now) =>
    seq <= now.readSeq ? now : { ...now, readSeq: Math.min(seq, now.inSeq), version: now.version + 1 },
  );
}

/** Highest arrival number among the 50 newest messages up to this one; 0 when none of them is inbound. */
async function inboundUpTo({ tenant, client, table }: TenantTable, id: ConversationId, upTo: MessageId): Promise<number> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
      ProjectionExpression: 'sk, seq',
      ExpressionAttributeValues: {
        ':pk': conversationPartition(tenant, id),
        ':low': messageSort,
        ':high': `${messageSort}${digits13(messageTime(upTo))}.`,
      },
      ScanIndexForward: false,
      Limit: 50,
      ConsistentRead: true,
    }),
  );
  const own = Items.find(({ sk }) => sk === `${messageSort}${upTo}`);
  const seqs = (own?.seq === undefined ? Items : [own]).map(({ seq }) => (typeof seq === 'number' ? seq : 0));
  return Math.max(0, ...seqs);
}
