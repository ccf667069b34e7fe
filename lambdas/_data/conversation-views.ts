import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { View } from '../../contract/conversations.ts';
import { ConversationId, type EmployeeId } from '../../contract/ids.ts';
import type { LabelId } from '../../contract/labels.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type Conversation, Cursor, type InboxPage, queryInbox } from './conversation.ts';
import { cursorOf, isBeingErased, toConversation } from './conversation-item.ts';
import { isWaiting } from './conversation-place.ts';
import {
  conversationKey,
  inboxPartition,
  openPartitions,
  unreadIndex,
  waitingIndex,
  waitingPartition,
  workIndex,
  workPartition,
} from './keys.ts';

export interface ViewRequest {
  readonly view: View;
  readonly label?: LabelId | undefined;
  readonly limit: number;
  readonly before?: string | undefined;
  /** Whose `mine` is. */
  readonly me: EmployeeId;
}

/** Some rows in the order of a view, each with its place in it; `more`: there are others behind them. */
interface Slice {
  readonly rows: readonly { readonly place: string; readonly row: Conversation }[];
  /** Behind everything that was looked at. */
  readonly last: string | undefined;
  readonly more: boolean;
}
type Source = (before: string | undefined, limit: number) => Promise<Slice>;

/** Rows looked at, and reads made, for one page of a view that is looked for: 500 conversations. */
const lookedAt = 100;
const mostReads = 5;

/**
 * A page of a view. What has an index of its own costs its rows; `ai` and a label are looked for among the others, in a bounded
 * number of reads: the page may then be short, or empty, and have a `next` all the same.
 */
export async function listView(store: TenantTable, request: ViewRequest): Promise<InboxPage | 'bad-cursor'> {
  const { view, label, limit, before } = request;
  if (before !== undefined && !Cursor.safeParse(before).success) return 'bad-cursor';
  const source = sourceOf(store, request);
  const wanted = ({ mode, labels }: Conversation): boolean =>
    (view !== 'ai' || mode === 'ai') && (label === undefined || labels.includes(label));
  if (view !== 'ai' && label === undefined) {
    const { rows, last, more } = await source(before, limit);
    return { items: rows.map(({ row }) => row), next: more ? last : undefined };
  }
  const items: Conversation[] = [];
  let from = before;
  for (let reads = 0; reads < mostReads; reads++) {
    const { rows, last, more } = await source(from, lookedAt);
    for (const [index, { place, row }] of rows.entries()) {
      if (!wanted(row)) continue;
      items.push(row);
      if (items.length === limit) return { items, next: more || index < rows.length - 1 ? place : undefined };
    }
    if (!more) return { items };
    from = last;
  }
  return { items, next: from };
}

function sourceOf(store: TenantTable, { view, me }: ViewRequest): Source {
  const { tenant } = store;
  switch (view) {
    case 'all':
    case 'ai':
      return inbox(store, openPartitions(tenant));
    case 'snoozed':
    case 'resolved':
      return inbox(store, [inboxPartition(tenant, view)]);
    case 'mine': {
      const belongs = ({ status, assigneeId }: Conversation) => status === 'open' && assigneeId === me;
      return byKeys(store, { index: workIndex, keys: 'gsi2', partition: workPartition(tenant, me), newestFirst: true }, belongs);
    }
    case 'unassigned': {
      const belongs = ({ status, mode, assigneeId }: Conversation) =>
        status === 'open' && mode !== 'ai' && assigneeId === undefined;
      const partition = workPartition(tenant, 'none');
      return byKeys(store, { index: workIndex, keys: 'gsi2', partition, newestFirst: true }, belongs);
    }
    case 'waiting': {
      const partition = waitingPartition(tenant);
      return byKeys(store, { index: waitingIndex, keys: 'gsi3', partition, newestFirst: false }, isWaiting);
    }
    default:
      return view satisfies never;
  }
}

const sortOf = (cursor: string): string => cursor.replace('+', '').replace('-', '#');

/** Newest activity first. */
function inbox(store: TenantTable, partitions: readonly string[]): Source {
  return async (before, limit) => {
    const range = { partitions, after: '', before: before === undefined ? '~' : sortOf(before) };
    const found = await queryInbox(store, range, { limit: limit + 1, newestFirst: true });
    const rows = found.slice(0, limit).map((row) => ({ place: cursorOf(row), row }));
    return { rows, last: rows.at(-1)?.place, more: found.length > limit };
  };
}

interface KeyIndex {
  readonly index: string;
  readonly keys: 'gsi2' | 'gsi3';
  readonly partition: string;
  readonly newestFirst: boolean;
}

/** The index says which and in what order, the rows themselves what they are; one that has just left the index's place is left out. */
function byKeys(store: TenantTable, keyIndex: KeyIndex, belongs: (row: Conversation) => boolean): Source {
  return async (before, limit) => {
    const found = await queryKeys(store, keyIndex, { before, limit: limit + 1 });
    const page = found.slice(0, limit);
    const rows = await getConversations(
      store,
      page.map(({ id }) => id),
    );
    const there = page.flatMap(({ place, id }) => {
      const row = rows.get(id);
      return row && belongs(row) ? [{ place, row }] : [];
    });
    return { rows: there, last: page.at(-1)?.place, more: found.length > limit };
  };
}

/** Half a read unit for each 20 or so. */
async function queryKeys(
  { client, table }: TenantTable,
  { index, keys, partition, newestFirst }: KeyIndex,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<{ id: ConversationId; place: string; at: number }[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: `${keys}pk = :pk AND ${keys}sk ${newestFirst ? '<' : '>'} :from`,
      ExpressionAttributeValues: { ':pk': partition, ':from': before === undefined ? (newestFirst ? '~' : '0') : sortOf(before) },
      ScanIndexForward: !newestFirst,
      Limit: limit,
    }),
  );
  return Items.map((item) => {
    const [at = '', id] = String(item[`${keys}sk`]).split('#');
    return { id: ConversationId.parse(id), place: `${at}-${id}`, at: Number(at) };
  });
}

/** Half a read unit each. None that is being erased. */
export async function getConversations(
  { tenant, client, table }: TenantTable,
  ids: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, Conversation>> {
  const found = new Map<ConversationId, Conversation>();
  // A batch takes 100 keys, and a page of a contract is not longer.
  let keys: Record<string, unknown>[] = ids.map((id) => ({ ...conversationKey(tenant, id) }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }));
    for (const item of Responses?.[table] ?? []) {
      if (isBeingErased(item)) continue;
      const row = toConversation(item);
      found.set(row.id, row);
    }
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** Looked for with one query of half a read unit. */
const mostDue = 20;

/** Snoozed conversations whose time has come, and when the next one is due: now, if there are more of them than one look takes. */
export async function snoozesDue(
  store: TenantTable,
  now: number,
): Promise<{ readonly due: readonly ConversationId[]; readonly wakesAt: number | undefined }> {
  const partition = workPartition(store.tenant, 'snoozed');
  const keyIndex = { index: workIndex, keys: 'gsi2', partition, newestFirst: false } as const;
  const found = await queryKeys(store, keyIndex, { limit: mostDue });
  const due = found.filter(({ at }) => at <= now);
  const next = found.find(({ at }) => at > now)?.at;
  return { due: due.map(({ id }) => id), wakesAt: next ?? (due.length === mostDue ? now : undefined) };
}

/**
 * How many of somebody's open conversations have something unread, or of those that people are to answer and nobody has; counted up
 * to `atMost`. Half a read unit for each 20 or so.
 */
export async function countUnread(
  { tenant, client, table }: TenantTable,
  whose: EmployeeId | 'none',
  atMost: number,
): Promise<number> {
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: unreadIndex,
      Select: 'COUNT',
      KeyConditionExpression: 'gsi2pk = :pk',
      ExpressionAttributeValues: { ':pk': workPartition(tenant, whose) },
      Limit: atMost,
    }),
  );
  return Count;
}

/** Ids of the open conversations that people are to answer and nobody has, the one that has been so the longest first. */
export const unassigned = (store: TenantTable, limit: number): Promise<ConversationId[]> => firstOf(store, 'none', limit);

/** Ids of what somebody has that is open, up to a number of them. */
export const openOf = (store: TenantTable, who: EmployeeId, limit: number): Promise<ConversationId[]> =>
  firstOf(store, who, limit);

async function firstOf(store: TenantTable, whose: EmployeeId | 'none', limit: number): Promise<ConversationId[]> {
  const partition = workPartition(store.tenant, whose);
  const found = await queryKeys(store, { index: workIndex, keys: 'gsi2', partition, newestFirst: false }, { limit });
  return found.map(({ id }) => id);
}
