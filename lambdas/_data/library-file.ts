import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, EmployeeId, MessageId } from '../../contract/ids.ts';
import { FileId, MediaKind } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { FileItem } from './file-item.ts';
import { filesCounted } from './file-usage.ts';
import {
  fileShowingKey,
  fileShowingsOf,
  filesOfKind,
  filesPartition,
  filesSort,
  type Key,
  libraryFileKey,
  shownInPartition,
} from './keys.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem } from './write.ts';

/** A file as the library lists it, whoever it came from. */
export const LibraryRow = z.object({
  id: FileId,
  kind: MediaKind,
  origin: z.enum(['customer', 'business']),
  /** When it came, milliseconds. */
  at: z.int(),
  /** As who sent it called it. */
  name: z.string().optional(),
  /** Who uploaded it. */
  employeeId: EmployeeId.optional(),
  /** How many messages show it. */
  references: z.int(),
  /** What a message that shows it says of it. Its `s` is `stored`, and its `exp` is when retention deletes it. */
  file: FileItem,
  /** It is being deleted since, milliseconds. */
  goneAt: z.int().optional(),
  /** The same as `file.exp`, as DynamoDB's TTL wants it: seconds. */
  expiresAt: z.int().optional(),
});
export type LibraryRow = z.infer<typeof LibraryRow>;

type Table = Pick<TenantTable, 'tenant' | 'table'>;

/** The row at its place: listed in the index by kind and time. */
export const libraryItem = ({ tenant }: Pick<TenantTable, 'tenant'>, key: Key, row: LibraryRow) => ({
  ...key,
  gsi1pk: filesOfKind(tenant, row.kind),
  gsi1sk: filesSort(row.at, row.id),
  ...row,
});

/** The table may take days to remove what has ended. */
export const isThere = ({ goneAt, file: { exp } }: LibraryRow, now: number): boolean =>
  goneAt === undefined && (exp === undefined || exp > now);

const stillThere = {
  ConditionExpression:
    'attribute_exists(pk) AND attribute_not_exists(goneAt) AND (attribute_not_exists(#file.#exp) OR #file.#exp > :now)',
  ExpressionAttributeNames: { '#file': 'file', '#exp': 'exp' },
};

/** A file that the business itself has; undefined where there is none, or not for long any more. Consistent. 1 read unit. */
export async function getLibraryFile(store: TenantTable, id: FileId, now: number): Promise<LibraryRow | undefined> {
  const item = await readItem(store, libraryFileKey(store.tenant, id));
  const row = item && LibraryRow.parse(item);
  return row && isThere(row, now) ? row : undefined;
}

const tries = 12;

/**
 * The bytes are there: now it is a file of the business, counted once. One that is there already stays as it is, and is answered.
 * Undefined: the same bytes are being deleted right now. 4 write units, 1 of the index.
 */
export async function addLibraryFile(store: TenantTable, row: LibraryRow): Promise<LibraryRow | undefined> {
  const key = libraryFileKey(store.tenant, row.id);
  for (let attempt = 0; attempt < tries; attempt++) {
    const added = await transact(store, [
      {
        Put: {
          TableName: store.table,
          Item: libraryItem(store, key, row),
          ConditionExpression: 'attribute_not_exists(pk) OR (attribute_not_exists(goneAt) AND #file.#exp <= :now)',
          ExpressionAttributeNames: stillThere.ExpressionAttributeNames,
          ExpressionAttributeValues: { ':now': row.at },
        },
      },
      ...filesCounted(store, [{ kind: row.kind, bytes: row.file.n ?? 0, until: row.file.exp }], 1),
    ]);
    if (added === 'done') return row;
    const there = await readItem(store, key);
    const found = there && LibraryRow.parse(there);
    if (found?.goneAt !== undefined) return undefined;
    if (found && isThere(found, row.at)) return found;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A file cannot be noted: others write what files count for all the time');
}

/** Where a file is shown. */
export interface Showing {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/** For the transaction that writes the message: refused where the file is gone. 4 write units, 1 of the index. */
export const shown = (
  { tenant, table }: Table,
  id: FileId,
  { conversationId, messageId }: Showing,
  now: number,
): TransactItem[] => [
  {
    Put: {
      TableName: table,
      Item: {
        ...fileShowingKey(tenant, id, conversationId, messageId),
        // so that a conversation finds what it shows
        gsi1pk: shownInPartition(tenant, conversationId),
        gsi1sk: `${messageId}#${id}`,
      },
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...libraryFileKey(tenant, id) },
      UpdateExpression: 'ADD #references :one',
      ConditionExpression: stillThere.ConditionExpression,
      ExpressionAttributeNames: { ...stillThere.ExpressionAttributeNames, '#references': 'references' },
      ExpressionAttributeValues: { ':one': 1, ':now': now },
    },
  },
];

/** The message that showed it is gone. False: it did not show it. 4 write units, 1 of the index. */
export async function noLongerShown(store: TenantTable, id: FileId, { conversationId, messageId }: Showing): Promise<boolean> {
  const { tenant, table } = store;
  const Key = fileShowingKey(tenant, id, conversationId, messageId);
  for (let attempt = 0; ; attempt++) {
    if ((await readItem(store, Key)) === undefined) return false;
    const gone: TransactItem = { Delete: { TableName: table, Key: { ...Key }, ConditionExpression: 'attribute_exists(pk)' } };
    const counted: TransactItem = {
      Update: {
        TableName: table,
        Key: { ...libraryFileKey(tenant, id) },
        UpdateExpression: 'ADD #references :less',
        ConditionExpression: '#references > :none',
        ExpressionAttributeNames: { '#references': 'references' },
        ExpressionAttributeValues: { ':less': -1, ':none': 0 },
      },
    };
    // The same bytes may have come again after they had ended: what showed them before does not count.
    const row = await readItem(store, libraryFileKey(tenant, id));
    const counts = row !== undefined && LibraryRow.parse(row).references > 0;
    if ((await transact(store, counts ? [gone, counted] : [gone])) === 'done') return true;
    if (attempt >= tries) throw new Error('A message cannot be taken off its file: others write it all the time');
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** The newest messages that show it. Half a read unit for each 4 KB, about 30 of them; twice that when nothing may be missed. */
export async function showingsOf(
  { tenant, client, table }: TenantTable,
  id: FileId,
  limit: number,
  ConsistentRead = false,
): Promise<Showing[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :of)',
      ExpressionAttributeValues: { ':pk': filesPartition(tenant), ':of': fileShowingsOf(id) },
      ScanIndexForward: false,
      ConsistentRead,
      Limit: limit,
    }),
  );
  return Items.map(({ sk }) => {
    const [message, conversation] = z.string().parse(sk).slice(fileShowingsOf(id).length).split('#');
    return { conversationId: ConversationId.parse(conversation), messageId: MessageId.parse(message) };
  });
}
