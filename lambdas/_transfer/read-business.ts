import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, CustomerId } from '../../contract/ids.ts';
import { MediaKind } from '../../contract/message.ts';
import {
  annotationSort,
  auditPartition,
  bookingPartition,
  cannedPartition,
  conversationPartition,
  customerKey,
  filesOfKind,
  inboxIndex,
  inboxPartitions,
  labelPartition,
  messageSort,
  monthOf,
  settingsPartition,
} from '../_data/keys.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import {
  annotationRow,
  auditRow,
  bookingRow,
  cannedRow,
  conversationRow,
  customerRow,
  fileRow,
  labelRow,
  messageRow,
  settingRow,
} from './rows.ts';
import type { ExportedRow } from './tables.ts';

const Key = z.record(z.string(), z.string());
type Key = z.infer<typeof Key>;

/** Where reading goes on. */
export const Place = z.object({
  step: z.enum(['settings', 'conversations', 'bookings', 'canned', 'labels', 'files', 'audit', 'end']),
  /** Of the inbox's index, or of the kinds of files. */
  shard: z.int().nonnegative().default(0),
  /** `2026-11`, of the audit log. */
  month: z.string().optional(),
  /** Months without an entry that came before it. */
  empty: z.int().nonnegative().optional(),
  /** The last one of the list that is done. */
  after: Key.optional(),
  /** A conversation that is under way, and its last message that is done. */
  conversation: z.object({ id: ConversationId, after: Key }).optional(),
});
export type Place = z.infer<typeof Place>;
export const beginning: Place = { step: 'settings', shard: 0 };
export const end: Place = { step: 'end', shard: 0 };

export interface Chunk {
  readonly rows: readonly ExportedRow[];
  /** Undefined: that was all. */
  readonly next: Place | undefined;
}

/** Conversations whose first messages are fetched at once. */
const ahead = 20;

/**
 * Everything of a business, in pieces of a page of DynamoDB (1 MB at most), asked for with the rights of that business and without
 * scanning. Conversations come in the order of their last activity, oldest first: one that moves meanwhile comes again at
 * the end, and its later rows count; none is left out.
 */
export async function* readBusiness(store: TenantTable, from: Place, now: number): AsyncGenerator<Chunk> {
  const { step } = from;
  if (step === 'settings') {
    const next: Place = { step: 'conversations', shard: 0 };
    const rows = (item: Item) => settingRow(item) ?? [];
    yield* listed(store, { pk: settingsPartition(store.tenant) }, { from, next, rows });
    yield* readBusiness(store, next, now);
  } else if (step === 'conversations') {
    yield* conversations(store, from);
    yield* readBusiness(store, { step: 'bookings', shard: 0 }, now);
  } else if (step === 'bookings') {
    const next: Place = { step: 'canned', shard: 0 };
    yield* listed(store, { pk: bookingPartition(store.tenant), index: true }, { from, next, rows: bookingRow });
    yield* readBusiness(store, next, now);
  } else if (step === 'canned') {
    const next: Place = { step: 'labels', shard: 0 };
    yield* listed(store, { pk: cannedPartition(store.tenant) }, { from, next, rows: cannedRow });
    yield* readBusiness(store, next, now);
  } else if (step === 'labels') {
    const next: Place = { step: 'files', shard: 0 };
    yield* listed(store, { pk: labelPartition(store.tenant) }, { from, next, rows: labelRow });
    yield* readBusiness(store, next, now);
  } else if (step === 'files') {
    yield* files(store, from, now);
    yield* readBusiness(store, { step: 'audit', shard: 0 }, now);
  } else if (step === 'audit') {
    yield* audit(store, from, now);
  } else {
    yield { rows: [], next: undefined };
  }
}

type Item = Readonly<Record<string, unknown>>;
interface Partition {
  readonly pk: string;
  readonly index?: boolean;
}

async function page(
  { client, table }: TenantTable,
  { pk, index = false }: Partition,
  { after, limit }: { readonly after?: Key | undefined; readonly limit?: number },
): Promise<{ items: Item[]; last: Key | undefined }> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      ...(index ? { IndexName: inboxIndex } : { ConsistentRead: true }),
      KeyConditionExpression: `${index ? 'gsi1pk' : 'pk'} = :pk`,
      ExpressionAttributeValues: { ':pk': pk },
      ...(after && { ExclusiveStartKey: after }),
      ...(limit && { Limit: limit }),
    }),
  );
  return { items: Items, last: LastEvaluatedKey && Key.parse(LastEvaluatedKey) };
}

interface Listing {
  readonly from: Place;
  readonly next: Place | undefined;
  rows(item: Item): ExportedRow | readonly ExportedRow[];
}

async function* listed(store: TenantTable, partition: Partition, { from, next, rows }: Listing): AsyncGenerator<Chunk> {
  let { after } = from;
  do {
    const { items, last } = await page(store, partition, { after });
    after = last;
    yield { rows: items.flatMap(rows), next: after ? { ...from, after } : next };
  } while (after);
}

async function* conversations(store: TenantTable, from: Place): AsyncGenerator<Chunk> {
  const { conversation } = from;
  if (conversation) {
    const rest: Place = { step: 'conversations', shard: from.shard, after: from.after };
    yield* messages(store, conversation.id, await page(store, thread(store, conversation.id), conversation), rest);
  }
  let { after } = from;
  const partitions = inboxPartitions(store.tenant);
  for (const [shard, pk] of partitions.entries()) {
    if (shard < from.shard) continue;
    do {
      const { items, last } = await page(store, { pk, index: true }, { after, limit: ahead });
      const begun = items.map((item) => ({ item, ...begin(store, item) }));
      // All are waited for in turn; that one fails must not be an error nobody heard of.
      for (const { first, customer } of begun) void Promise.allSettled([first, customer]);
      for (const { item, id, first, customer } of begun) {
        const known = await customer;
        const done: Place = { step: 'conversations', shard, after: indexKey(item) };
        yield* messages(store, id, await first, done, known ? [customerRow(known)] : []);
      }
      after = last;
    } while (after);
  }
}

const thread = ({ tenant }: TenantTable, id: ConversationId): Partition => ({ pk: conversationPartition(tenant, id) });

function begin(store: TenantTable, item: Item) {
  const id = ConversationId.parse(item.id);
  const key = customerKey(store.tenant, CustomerId.parse(item.cu));
  const customer = store.client
    .send(new GetCommand({ TableName: store.table, Key: { ...key } }))
    .then(({ Item: found }) => found);
  return { id, first: page(store, thread(store, id), {}), customer };
}

const indexKey = ({ pk, sk, gsi1pk, gsi1sk }: Item): Key => Key.parse({ pk, sk, gsi1pk, gsi1sk });

/** The pages of one conversation: what waits for its message, the conversation itself, its messages. */
async function* messages(
  store: TenantTable,
  id: ConversationId,
  first: { readonly items: readonly Item[]; readonly last: Key | undefined },
  done: Place,
  before: readonly ExportedRow[] = [],
): AsyncGenerator<Chunk> {
  let { items, last } = first;
  for (let rows = before; ; rows = []) {
    const next = last ? { ...done, conversation: { id, after: last } } : done;
    yield { rows: [...rows, ...items.flatMap(conversationPart)], next };
    if (!last) return;
    ({ items, last } = await page(store, thread(store, id), { after: last }));
  }
}

function conversationPart(item: Item): ExportedRow | readonly ExportedRow[] {
  const sort = String(item.sk);
  if (sort === 'CONV') return conversationRow(item);
  if (sort.startsWith(messageSort)) return messageRow(item);
  return sort.startsWith(annotationSort) ? annotationRow(item) : [];
}

/** Kind by kind, oldest first: what was received and what was uploaded are in the same index. */
async function* files(store: TenantTable, from: Place, now: number): AsyncGenerator<Chunk> {
  let begun = from;
  for (const [shard, kind] of MediaKind.options.entries()) {
    if (shard < from.shard) continue;
    const following = shard + 1;
    const next: Place = following < MediaKind.options.length ? { step: 'files', shard: following } : { step: 'audit', shard: 0 };
    const partition = { pk: filesOfKind(store.tenant, kind), index: true };
    yield* listed(store, partition, { from: begun, next, rows: (item) => fileRow(item, now) });
    begun = next;
  }
}

/** Backwards from this month, until a whole year has nothing: nobody knows where it began. */
async function* audit(store: TenantTable, from: Place, now: number): AsyncGenerator<Chunk> {
  let month = from.month ?? monthOf(now);
  let { after } = from;
  for (let empty = from.empty ?? 0; empty < 12; ) {
    const { items, last } = await page(store, { pk: auditPartition(store.tenant, month) }, { after });
    empty = items.length === 0 && !after ? empty + 1 : 0;
    const before = previous(month);
    after = last;
    const next: Place = after ? { step: 'audit', shard: 0, month, after } : { step: 'audit', shard: 0, month: before, empty };
    if (!after) month = before;
    yield { rows: items.map(auditRow), next: empty < 12 ? next : undefined };
  }
}

const previous = (month: string): string => monthOf(Date.parse(`${month}-01T00:00:00Z`) - 1);
