import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { customers } from '../../contract/customers.ts';
import { ConversationId, type CustomerId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { conversationsOf } from '../_data/customer-card.ts';
import { groupOf } from '../_data/customer-group.ts';
import {
  annotationSort,
  bookingPartition,
  conversationPartition,
  customerKey,
  inboxIndex,
  messageSort,
  namesPartition,
} from '../_data/keys.ts';
import { transact } from '../_data/transact.ts';
import { readItem } from '../_data/write.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { annotationRow, bookingRow, conversationRow, customerRow, messageRow } from '../_transfer/rows.ts';

type Answer = z.output<typeof customers.routes.export.response>;
type Row = Answer['items'][number];
type Item = Readonly<Record<string, unknown>>;

export interface ExportDependencies {
  readonly store: TenantTable;
  cursors(store: TenantTable, now: number): Promise<Cursors>;
}

export interface AskedExport {
  readonly query: z.output<typeof customers.routes.export.query>;
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly now: number;
}

const Key = z.record(z.string(), z.string());
/** Where an export goes on. */
const Place = z.discriminatedUnion('step', [
  z.object({ step: z.literal('conversation'), id: ConversationId, after: Key.optional() }),
  z.object({ step: z.literal('bookings'), after: Key.optional() }),
]);
type Place = z.infer<typeof Place>;

/**
 * Kinds of items of `entities.ts` that tell of a customer and are part of an export. The others only copy them, point to them, or do
 * not know whose they are.
 */
export const exportedKinds = ['customer', 'identity', 'conversation', 'message', 'annotation', 'booking'] as const;
export const leftOutKinds = [
  'words of a message',
  'mark of a customer',
  'pinned notes',
  'what is said in a voice note',
  'received file',
  'showing of a file',
  'turn of the assistant',
  'summary of a conversation',
  'unmatched status',
  'export',
  'merge',
] as const;

/** Items of one page: a megabyte, which is what DynamoDB passes on at once, or so many. */
const mostItems = 500;

/** Everything that is kept of one customer, as the export of a business writes it. The first page is noted in the audit log. */
export async function exportCustomer(
  { store, cursors }: ExportDependencies,
  id: CustomerId,
  asked: AskedExport,
): Promise<Answer | ProblemResult> {
  const { query, now } = asked;
  const list = { list: 'export', customer: id };
  const signed = await cursors(store, now);
  if (query.cursor === undefined) {
    const group = await groupOf(store, id);
    if (!group) return notFound();
    await note(store, id, asked);
    const people = group.cards.map((card) => card.id);
    const cards = await Promise.all(people.map((one) => readItem(store, customerKey(store.tenant, one))));
    const names = await Promise.all(
      people.map((one) => page(store, { pk: namesPartition(store.tenant, one), index: true }, undefined)),
    );
    const first = await conversationAfter(store, people, undefined);
    const rows = [
      ...cards.flatMap((card) => (card ? [row(customerRow(card))] : [])),
      ...names.flatMap(({ items }) => items.map(identityRow)),
    ];
    return answer(rows, first, (place) => signed.give(list, place));
  }
  const given = signed.take(list, query.cursor);
  if (given === undefined) {
    return problem('invalid-query', 'The cursor belongs to another list. Ask for the first page again.', [
      { path: 'cursor', message: 'Not a cursor of this list' },
    ]);
  }
  const people = (await groupOf(store, id))?.cards.map((card) => card.id) ?? [];
  const { rows, next } = await readPage(store, people, Place.parse(JSON.parse(given)));
  return answer(rows, next, (place) => signed.give(list, place));
}

const answer = (items: readonly Row[], next: Place | undefined, give: (place: string) => string): Answer => ({
  items: [...items],
  ...(next && { next: give(JSON.stringify(next)) }),
});

async function note(store: TenantTable, id: CustomerId, { employee, sourceIp, requestId, now }: AskedExport): Promise<void> {
  const entry = {
    action: 'customer.exported' as const,
    by: byEmployee(employee),
    thing: { type: 'customer', id, name: id },
    from: sourceIp,
    requestId,
  };
  if ((await transact(store, [auditPut(store, entry, now)])) === 'refused') throw new Error('An id was made twice');
}

async function readPage(
  store: TenantTable,
  people: readonly CustomerId[],
  place: Place,
): Promise<{ rows: Row[]; next: Place | undefined }> {
  if (place.step === 'conversation') {
    const { items, last } = await page(store, { pk: conversationPartition(store.tenant, place.id) }, place.after);
    const next = last ? { ...place, after: last } : await conversationAfter(store, people, place.id);
    return { rows: items.flatMap(threadRow), next };
  }
  const { items, last } = await page(store, { pk: bookingPartition(store.tenant), index: true, people }, place.after);
  return { rows: items.map((item) => row(bookingRow(item))), next: last && { ...place, after: last } };
}

/** In the order of their ids; after the last one, the bookings. */
async function conversationAfter(
  store: TenantTable,
  people: readonly CustomerId[],
  last: ConversationId | undefined,
): Promise<Place> {
  const all = await Promise.all(people.map((one) => conversationsOf(store, one)));
  const [id] = all
    .flat()
    .filter((one) => last === undefined || one > last)
    .toSorted();
  return id === undefined ? { step: 'bookings' } : { step: 'conversation', id };
}

interface Partition {
  readonly pk: string;
  readonly index?: boolean;
  /** Only what is of one of them. */
  readonly people?: readonly CustomerId[];
}

async function page(
  { client, table }: TenantTable,
  { pk, index = false, people }: Partition,
  after: z.infer<typeof Key> | undefined,
): Promise<{ items: Item[]; last: z.infer<typeof Key> | undefined }> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      ...(index ? { IndexName: inboxIndex } : { ConsistentRead: true }),
      KeyConditionExpression: `${index ? 'gsi1pk' : 'pk'} = :pk`,
      ...(people && { FilterExpression: `customerId IN (${people.map((_, index) => `:p${index}`).join(', ')})` }),
      ExpressionAttributeValues: { ':pk': pk, ...Object.fromEntries((people ?? []).map((one, index) => [`:p${index}`, one])) },
      Limit: mostItems,
      ...(after && { ExclusiveStartKey: after }),
    }),
  );
  return { items: Items, last: LastEvaluatedKey && Key.parse(LastEvaluatedKey) };
}

const row = ({ table, row: values }: { readonly table: string; readonly row: Item }): Row => ({ table, row: { ...values } });

function threadRow(item: Item): Row[] {
  const sort = String(item.sk);
  if (sort === 'CONV') return [row(conversationRow(item))];
  if (sort.startsWith(messageSort)) return [row(messageRow(item))];
  return sort.startsWith(annotationSort) ? [row(annotationRow(item))] : [];
}

const Identity = z.object({ gsi1sk: z.string(), conversationId: z.string() });

/** `<channel>#wa:<digits>`, `bsuid:<id>` or `group:<id>`. */
function identityRow(item: Item): Row {
  const { gsi1sk, conversationId } = Identity.parse(item);
  const [channel, ...identity] = gsi1sk.split('#');
  return { table: 'identities', row: { channel_id: channel, identity: identity.join('#'), conversation_id: conversationId } };
}
