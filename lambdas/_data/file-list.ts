import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId, CustomerId } from '../../contract/ids.ts';
import { FileId, MediaKind } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { conversationsOf } from './customer-card.ts';
import { groupOf } from './customer-group.ts';
import { rowKeyOf } from './file-row.ts';
import { conversationPartition, digits13, fileRowSort, filesOfKind, filesSort, inboxIndex, shownInPartition } from './keys.ts';
import { isThere, LibraryRow } from './library-file.ts';

export interface FilesAsked {
  readonly kind?: MediaKind | undefined;
  readonly customerId?: CustomerId | undefined;
  /** Milliseconds: not before, not after. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  /** Where the page before ended. */
  readonly before?: string | undefined;
}

/** A file at its place among others: `<when, 13 digits>#<id>`. */
interface Listed {
  readonly place: string;
  /** Undefined: a message showed it, and it is gone. What is behind it is not. */
  readonly row: LibraryRow | undefined;
}

export interface FilesPage {
  readonly rows: readonly LibraryRow[];
  /** Where it goes on. The page may be short, or empty, all the same: what is ended or of another kind is left out of it. */
  readonly next: string | undefined;
}

interface Range {
  readonly low: string;
  readonly high: string;
}
type Source = (range: Range, limit: number) => Promise<readonly Listed[]>;

/** Looked at for one page of a customer's files of one kind. */
const lookedAt = 200;

/**
 * Files newest first. Half a read unit for each 4 KB of a page, from a partition for each kind that is asked for; of a customer, from
 * two for each of the customer's conversations. However many files there are, a page reads as much.
 */
export async function listFiles(store: TenantTable, asked: FilesAsked, now: number): Promise<FilesPage> {
  const { kind, customerId, from = 0, to, before, limit } = asked;
  const latest = to === undefined ? '~' : `${digits13(to)}~`;
  const range = { low: digits13(from), high: before !== undefined && before < latest ? before : latest };
  const sources = customerId === undefined ? kindsOf(store, kind) : await customersOf(store, customerId);
  const most = customerId !== undefined && kind !== undefined ? lookedAt : limit;
  // The place before is one of the range.
  const found = await Promise.all(sources.map((source) => source(range, most + 2)));
  const all = found
    .flat()
    .filter(({ place }) => before === undefined || place < before)
    .toSorted((one, other) => (one.place < other.place ? 1 : -1));
  const page: Listed[] = [];
  const rows = new Map<FileId, LibraryRow>();
  for (const one of all.slice(0, most)) {
    page.push(one);
    const { row } = one;
    if (row && isThere(row, now) && (kind === undefined || row.kind === kind)) rows.set(row.id, row);
    if (rows.size === limit) break;
  }
  return { rows: [...rows.values()], next: all.length > page.length ? page.at(-1)?.place : undefined };
}

const kindsOf = (store: TenantTable, kind: MediaKind | undefined): Source[] =>
  (kind === undefined ? MediaKind.options : [kind]).map((one) => async (range, limit) => {
    const items = await query(store, { index: true, pk: filesOfKind(store.tenant, one), ...range, limit });
    return items.map((item) => {
      const row = LibraryRow.parse(item);
      return { place: filesSort(row.at, row.id), row };
    });
  });

/** Of everybody who turned out to be the same person. Nobody: one who is being erased, or never was. */
async function customersOf(store: TenantTable, id: CustomerId): Promise<Source[]> {
  const group = await groupOf(store, id);
  const conversations = await Promise.all((group?.cards ?? []).map((card) => conversationsOf(store, card.id)));
  return [...new Set(conversations.flat())].flatMap((one) => [received(store, one), sent(store, one)]);
}

const received =
  (store: TenantTable, id: ConversationId): Source =>
  async ({ low, high }, limit) => {
    const range = { low: `${fileRowSort}${low}`, high: `${fileRowSort}${withoutId(high)}` };
    const items = await query(store, { pk: conversationPartition(store.tenant, id), ...range, limit });
    return items.map((item) => {
      const row = LibraryRow.parse(item);
      return { place: filesSort(row.at, row.id), row };
    });
  };

const Shown = z.object({ gsi1sk: z.string() });

/** By when they were sent in this conversation. */
const sent =
  (store: TenantTable, id: ConversationId): Source =>
  async ({ low, high }, limit) => {
    const items = await query(store, { index: true, pk: shownInPartition(store.tenant, id), low, high: withoutId(high), limit });
    const shown = items.map((item) => {
      const [message = '', file] = Shown.parse(item).gsi1sk.split('#');
      return { at: Number(message.slice(0, 13)), id: FileId.parse(file) };
    });
    const rows = await getFileRows(store, [...new Set(shown.map((one) => one.id))]);
    return shown.map(({ at, id: file }) => {
      const row = rows.get(file);
      return { place: filesSort(at, file), row: row && { ...row, at } };
    });
  };

/** Keys that begin with a message's id have no place of a file in them, only its time. */
const withoutId = (high: string): string => (high === '~' ? high : `${high.slice(0, 13)}~`);

async function query(
  { client, table }: TenantTable,
  asked: Range & { readonly pk: string; readonly index?: true; readonly limit: number },
): Promise<readonly Record<string, unknown>[]> {
  const [pk, sk] = asked.index ? ['gsi1pk', 'gsi1sk'] : ['pk', 'sk'];
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      ...(asked.index && { IndexName: inboxIndex }),
      KeyConditionExpression: `${pk} = :pk AND ${sk} BETWEEN :low AND :high`,
      ExpressionAttributeValues: { ':pk': asked.pk, ':low': asked.low, ':high': asked.high },
      ScanIndexForward: false,
      Limit: asked.limit,
    }),
  );
  return Items;
}

/** Half a read unit each; also those that are being deleted. A page of a contract has no more than a batch takes. */
export async function getFileRows(store: TenantTable, ids: readonly FileId[]): Promise<ReadonlyMap<FileId, LibraryRow>> {
  const found = new Map<FileId, LibraryRow>();
  for (let start = 0; start < ids.length; start += 100) {
    let keys: Record<string, unknown>[] = ids.slice(start, start + 100).map((id) => ({ ...rowKeyOf(store, id) }));
    while (keys.length > 0) {
      const { Responses, UnprocessedKeys } = await store.client.send(
        new BatchGetCommand({ RequestItems: { [store.table]: { Keys: keys } } }),
      );
      for (const item of Responses?.[store.table] ?? []) {
        const row = LibraryRow.parse(item);
        found.set(row.id, row);
      }
      keys = UnprocessedKeys?.[store.table]?.Keys ?? [];
    }
  }
  return found;
}
