import { DeleteCommand, type NativeAttributeValue, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { Annotation, type Content, type Message, phoneApp } from '../../contract/message.ts';
import { isSpoken } from '../../contract/spoken.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { getFileRow, receivedFileId, rowGone } from './file-row.ts';
import {
  annotationKey,
  annotationSort,
  annotationsOf,
  conversationPartition,
  messageKey,
  reactionAttribute,
  spokenKey,
} from './keys.ts';
import type { Showing } from './library-file.ts';
import { MessageItem, ReactionItem, type Stamp, toMessage } from './message-item.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem, setting, unlessRefused } from './write.ts';

const milliseconds = (instant: string): number => Date.parse(instant);

/**
 * The stamp of a newer saying, or undefined when it is not newer. Provider times have seconds: inside one, arrival decides,
 * and ids that were there already do not count again.
 */
function newer(current: Stamp | undefined, at: number, providerId: string): Stamp | undefined {
  const id = providerId.slice(-12);
  if (!current || at > current.t) return { t: at, i: id };
  if (at < current.t || current.i.split(' ').includes(id)) return undefined;
  return { t: at, i: `${current.i} ${id}` };
}

/** What stays of a message that its author deleted. */
const nothing: Content = { kind: 'text', text: '' };

interface Change {
  readonly set: Readonly<Record<string, NativeAttributeValue>>;
  /** Attribute that must still be what it was. */
  readonly guard: string;
}

/** Undefined: nothing to change; a deleted message stays as it is. `person`: whose it is. Each side changes only what it said. */
function changeBy(item: MessageItem, annotation: Annotation, person: string): Change | undefined {
  if (item.del !== undefined) return undefined;
  const own = item.dir === (person === phoneApp ? 'out' : 'in');
  const at = milliseconds(annotation.at);
  switch (annotation.type) {
    case 'reaction': {
      const name = reactionAttribute(person);
      const stamp = newer(ReactionItem.optional().parse(item[name]), at, annotation.providerId);
      return stamp && { set: { [name]: { by: person, e: annotation.emoji ?? '', ...stamp } }, guard: name };
    }
    case 'edit': {
      const stamp = newer(item.ed, at, annotation.providerId);
      if (!stamp || !own || !annotation.content) return undefined;
      return { set: { ed: stamp, c: JSON.stringify(annotation.content) }, guard: 'ed' };
    }
    case 'revoke':
      if (!own) return undefined;
      return { set: { del: at, c: JSON.stringify(nothing), tr: undefined, trf: undefined }, guard: 'del' };
    default:
      return annotation.type satisfies never;
  }
}

/** Reaction: newest of each person. Edit: newest. Deletion: final, and takes the content with it. 1 write unit. */
export async function annotate(
  store: TenantTable,
  conversationId: ConversationId,
  messageId: MessageId,
  annotation: Annotation,
  person: string,
): Promise<{ readonly outcome: 'applied' | 'unchanged'; readonly message: Message } | { readonly outcome: 'absent' }> {
  const Key = messageKey(store.tenant, conversationId, messageId);
  for (let attempt = 0; ; attempt++) {
    const found = await readItem(store, Key);
    if (!found) return { outcome: 'absent' };
    const item = MessageItem.parse(found);
    const change = changeBy(item, annotation, person);
    if (!change) return { outcome: 'unchanged', message: toMessage(item) };
    const before = item[change.guard];
    const update = setting(change.set);
    const write = {
      TableName: store.table,
      Key,
      ...update,
      // A deletion in between is final, whatever this is.
      ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(del) AND ${before === undefined ? 'attribute_not_exists(#guard)' : '#guard = :before'}`,
      ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#guard': change.guard },
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ...(before === undefined ? {} : { ':before': before }),
      },
    };
    const along = annotation.type === 'revoke' ? await goesWith(store, item, { conversationId, messageId }, annotation) : [];
    if (along.length > 0) {
      if ((await transact(store, [{ Update: write }, ...along])) === 'done')
        return { outcome: 'applied', message: toMessage({ ...item, ...change.set }) };
      await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
      continue;
    }
    const written = await unlessRefused(store.client.send(new UpdateCommand({ ...write, ReturnValues: 'ALL_NEW' })));
    if (!written.refused) return { outcome: 'applied', message: toMessage(MessageItem.parse(written.output.Attributes)) };
  }
}

/** What goes together with a message that its author deletes: its file, and what was said in it word by word. */
async function goesWith(
  store: TenantTable,
  item: MessageItem,
  place: Showing,
  { at }: Annotation,
): Promise<readonly TransactItem[]> {
  const { conversationId, messageId } = place;
  const row = item.file?.s === 'stored' ? await getFileRow(store, receivedFileId(place)) : undefined;
  const spoken = { TableName: store.table, Key: { ...spokenKey(store.tenant, conversationId, messageId) } };
  return [
    ...(row && row.goneAt === undefined ? rowGone(store, row, milliseconds(at)) : []),
    // Also where nothing has been heard yet: somebody may be writing it down at this moment.
    ...(isSpoken(toMessage(item).content) ? [{ Delete: spoken }] : []),
  ];
}

/** The annotation is one JSON string, for the reason a message's content is. */
const WaitingItem = z.object({ a: z.string(), person: z.string() });

export interface Waiting {
  readonly annotation: Annotation;
  readonly person: string;
}

/** Keeps an annotation until its message arrives. 1 write unit; the same one again changes nothing. */
export async function keepWaiting(store: TenantTable, conversationId: ConversationId, waiting: Waiting): Promise<void> {
  const { target, providerId } = waiting.annotation;
  await store.client.send(
    new PutCommand({
      TableName: store.table,
      Item: {
        ...annotationKey(store.tenant, conversationId, target, providerId),
        a: JSON.stringify(waiting.annotation),
        person: waiting.person,
      },
    }),
  );
}

export async function dropWaiting(store: TenantTable, conversationId: ConversationId, { annotation }: Waiting): Promise<void> {
  await store.client.send(
    new DeleteCommand({
      TableName: store.table,
      Key: annotationKey(store.tenant, conversationId, annotation.target, annotation.providerId),
    }),
  );
}

/** What waits for this message, oldest first. 1 read unit when nothing does. */
export async function waitingFor(store: TenantTable, conversationId: ConversationId, target: string): Promise<Waiting[]> {
  const found = await queryWaiting(store, conversationId, annotationsOf(target));
  // 16 characters of a hash are in the key: the whole id decides.
  return found.filter(({ annotation }) => annotation.target === target);
}

/** Everything in the conversation that waits, at most 100. */
export async function listWaiting(store: TenantTable, conversationId: ConversationId): Promise<Annotation[]> {
  return (await queryWaiting(store, conversationId, annotationSort)).map(({ annotation }) => annotation);
}

async function queryWaiting(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  prefix: string,
): Promise<Waiting[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': conversationPartition(tenant, conversationId), ':sk': prefix },
      Limit: 100,
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => WaitingItem.parse(item))
    .map(({ a, person }) => ({ annotation: Annotation.parse(JSON.parse(a)), person }))
    .sort((one, other) => milliseconds(one.annotation.at) - milliseconds(other.annotation.at));
}

/**
 * To be called once a message is written and its conversation says that something waits. Whoever finds no message keeps what it
 * has, says so on the conversation, and looks again; that changes its version, so a message is either found by the second
 * look, or its writer must read the conversation again.
 */
export async function applyWaiting(
  store: TenantTable,
  conversationId: ConversationId,
  messageId: MessageId,
  providerId: string,
): Promise<Message | undefined> {
  let message: Message | undefined;
  for (const waiting of await waitingFor(store, conversationId, providerId)) {
    const result = await annotate(store, conversationId, messageId, waiting.annotation, waiting.person);
    if (result.outcome === 'applied') message = result.message;
    if (result.outcome !== 'absent') await dropWaiting(store, conversationId, waiting);
  }
  return message;
}
