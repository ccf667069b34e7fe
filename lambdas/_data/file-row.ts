import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ConversationId, MessageId } from '../../contract/ids.ts';
import type { FileId } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type Counted, filesCounted } from './file-usage.ts';
import {
  conversationPartition,
  fileRowKey,
  fileRowSort,
  goneFilesPartition,
  inboxIndex,
  type Key,
  libraryFileKey,
  messageTime,
} from './keys.ts';
import { LibraryRow, libraryItem, type Showing } from './library-file.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem } from './write.ts';

/** The row of a file that a customer sent lies with its message and is named by it. */
export const receivedFileId = ({ conversationId, messageId }: Showing): FileId => `${conversationId}.${messageId}`;

/** Undefined: not the id of a received file. */
export function parseReceivedFileId(id: FileId): Showing | undefined {
  const [conversation, message, ...more] = id.split('.');
  const [conversationId, messageId] = [ConversationId.safeParse(conversation), MessageId.safeParse(message)];
  if (more.length > 0 || !conversationId.success || !messageId.success) return undefined;
  return { conversationId: conversationId.data, messageId: messageId.data };
}

/** Where the row of a file is, whoever it came from. */
export function rowKeyOf({ tenant }: Pick<TenantTable, 'tenant'>, id: FileId): Key {
  const place = parseReceivedFileId(id);
  return place ? fileRowKey(tenant, place.conversationId, place.messageId) : libraryFileKey(tenant, id);
}

const countedOf = ({ kind, file: { n = 0, exp } }: Pick<LibraryRow, 'kind' | 'file'>): Counted => ({
  kind,
  bytes: n,
  until: exp,
});

type Received = Pick<LibraryRow, 'kind' | 'name' | 'file'>;

/** Loudness stays with the message: no list shows it. */
function wholeRow(place: Showing, { kind, name, file: { own: _, until: __, pk: ___, ...file } }: Received): LibraryRow {
  const at = messageTime(place.messageId);
  return { id: receivedFileId(place), kind, origin: 'customer', at, name, references: 1, file };
}

/** For the transaction that marks a received file stored: its row, and its count. 4 write units and 1 of the index. */
export function receivedRow(store: TenantTable, place: Showing, received: Received): TransactItem[] {
  const row = wholeRow(place, received);
  const { exp } = row.file;
  const Item = libraryItem(store, rowKeyOf(store, row.id), exp === undefined ? row : { ...row, expiresAt: exp / 1000 });
  return [
    { Put: { TableName: store.table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    ...filesCounted(store, [countedOf(row)], 1),
  ];
}

/** The same where its message was deleted before it was here: listed nowhere but among those whose bytes are to go. */
export function goneReceivedRow(store: TenantTable, place: Showing, received: Received, now: number): TransactItem {
  const row = { ...wholeRow(place, received), goneAt: now };
  const Item = { ...libraryItem(store, rowKeyOf(store, row.id), row), gsi1pk: goneFilesPartition(store.tenant) };
  return { Put: { TableName: store.table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** Also one that is being deleted. Consistent, 1 read unit. */
export async function getFileRow(store: TenantTable, id: FileId): Promise<LibraryRow | undefined> {
  const item = await readItem(store, rowKeyOf(store, id));
  return item && LibraryRow.parse(item);
}

/**
 * For the transaction that takes a file away from people: off the lists and the count, onto the list of those whose bytes are to
 * go. The row is the last to go, so that what died in between is found again. 4 write units and 2 of the index.
 */
export function rowGone(store: TenantTable, row: LibraryRow, now: number): TransactItem[] {
  const { exp } = row.file;
  return [
    {
      Update: {
        TableName: store.table,
        Key: { ...rowKeyOf(store, row.id) },
        UpdateExpression: 'SET goneAt = :now, gsi1pk = :gone REMOVE expiresAt',
        // The same bytes may have come again, for another time.
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(goneAt) AND ${exp === undefined ? 'attribute_not_exists(#file.#exp)' : '#file.#exp = :exp'}`,
        ExpressionAttributeNames: { '#file': 'file', '#exp': 'exp' },
        ExpressionAttributeValues: {
          ':now': now,
          ':gone': goneFilesPartition(store.tenant),
          ...(exp !== undefined && { ':exp': exp }),
        },
      },
    },
    ...filesCounted(store, [countedOf(row)], -1),
  ];
}

/** Of the index, half a read unit: what is being deleted. */
export async function goneFiles({ tenant, client, table }: TenantTable, limit: number): Promise<readonly LibraryRow[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: inboxIndex,
      KeyConditionExpression: 'gsi1pk = :gone',
      ExpressionAttributeValues: { ':gone': goneFilesPartition(tenant) },
      Limit: limit,
    }),
  );
  return Items.map((item) => LibraryRow.parse(item));
}

/** Rows in one transaction, which takes 100 writes: the rows, and a count for each day that ends some of them. */
const atOnce = 30;
const tries = 20;

/** Removes the rows of the files that a conversation received, with what they count for. How many there were. */
export async function dropReceivedRows(store: TenantTable, id: ConversationId): Promise<number> {
  let dropped = 0;
  for (let attempt = 0; attempt < tries; ) {
    const rows = await receivedRows(store, id);
    if (rows.length === 0) return dropped;
    const deletes = rows.map((row) => ({
      Delete: {
        TableName: store.table,
        Key: { ...rowKeyOf(store, row.id) },
        ConditionExpression: `attribute_exists(pk) AND attribute_${row.goneAt === undefined ? 'not_' : ''}exists(goneAt)`,
      },
    }));
    const counted = rows.filter(({ goneAt }) => goneAt === undefined).map(countedOf);
    if ((await transact(store, [...deletes, ...filesCounted(store, counted, -1)])) === 'done') {
      dropped += rows.length;
      attempt = 0;
    } else await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt++)));
  }
  throw new Error('Files of a conversation cannot be removed: others write what they count for all the time');
}

async function receivedRows({ tenant, client, table }: TenantTable, id: ConversationId): Promise<readonly LibraryRow[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': conversationPartition(tenant, id), ':sort': fileRowSort },
      ConsistentRead: true,
      Limit: atOnce,
    }),
  );
  return Items.map((item) => LibraryRow.parse(item));
}
