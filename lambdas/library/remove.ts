import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Variant } from '../../contract/media.ts';
import type { FileId } from '../../contract/message.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { getFileRow, goneFiles, parseReceivedFileId, rowGone, rowKeyOf } from '../_data/file-row.ts';
import { fileShowingKey, filesPartition, providerFilesOf } from '../_data/keys.ts';
import { isThere, type LibraryRow, type Showing, showingsOf } from '../_data/library-file.ts';
import { getMessage } from '../_data/message.ts';
import { messageFileGone } from '../_data/received-file.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { unlessRefused } from '../_data/write.ts';
import type { RemoveObjects } from '../_media/remove-objects.ts';
import { libraryKey, receivedKey } from '../_media/storage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface RemoveDependencies {
  readonly store: TenantTable;
  readonly removeObjects: RemoveObjects;
  readonly push: Push;
  /** Milliseconds. */
  readonly now: number;
}

interface Asked {
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
}

/**
 * Deletes a file for good. First it is nobody's any more: one transaction takes it off the lists and the count and says who did
 * it, and in the message of a customer that it was deleted. What follows may be repeated from anywhere, and the row goes last; what
 * a process that died has left is done by the next look at the library.
 */
export async function remove(dependencies: RemoveDependencies, id: FileId, asked: Asked): Promise<undefined | ProblemResult> {
  const { store, now } = dependencies;
  const place = parseReceivedFileId(id);
  const row = await decideAndWrite<LibraryRow>(store, async () => {
    const found = await getFileRow(store, id);
    if (!found || (found.goneAt === undefined && !isThere(found, now))) return notFound();
    if (found.goneAt !== undefined) return { writes: [], result: found };
    const entry = {
      action: 'media.deleted' as const,
      by: byEmployee(asked.employee),
      // What it was called is the customer's, and the log stays.
      thing: { type: 'file', id, name: found.kind },
      from: asked.sourceIp,
      requestId: asked.requestId,
    };
    const writes = [
      ...(place ? [messageFileGone(store, place, found.file, now)] : []),
      ...rowGone(store, found, now),
      auditPut(store, entry, now),
    ];
    return { writes, result: found };
  });
  if (isProblem(row)) return row;
  failPoint('library.after-mark');
  if (place) await tell(dependencies, [place]);
  await finish(dependencies, row);
  return undefined;
}

/** Messages changed at the same time. */
const atOnce = 25;

async function finish(dependencies: RemoveDependencies, row: LibraryRow): Promise<void> {
  const { store, removeObjects } = dependencies;
  const { tenant } = store;
  const place = parseReceivedFileId(row.id);
  if (!place) {
    for (;;) {
      const showings = await showingsOf(store, row.id, atOnce, true);
      if (showings.length === 0) break;
      await Promise.all(showings.map((showing) => notShown(dependencies, row, showing)));
      await tell(dependencies, showings);
      failPoint('library.after-messages');
    }
    await dropProviderFiles(store, row.id);
  }
  const keyOf = (variant: Variant): string =>
    place ? receivedKey(tenant, place.conversationId, place.messageId, variant) : libraryKey(tenant, row.id, variant);
  await removeObjects(tenant, Variant.options.map(keyOf));
  failPoint('library.after-bytes');
  await store.client.send(
    new DeleteCommand({
      TableName: store.table,
      Key: { ...rowKeyOf(store, row.id) },
      ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(goneAt)',
    }),
  );
}

/** The message stays and says that its file was deleted. */
async function notShown({ store, now }: RemoveDependencies, row: LibraryRow, showing: Showing): Promise<void> {
  const { Update } = messageFileGone(store, showing, row.file, now);
  if (Update) await unlessRefused(store.client.send(new UpdateCommand(Update)));
  const Key = { ...fileShowingKey(store.tenant, row.id, showing.conversationId, showing.messageId) };
  await store.client.send(new DeleteCommand({ TableName: store.table, Key }));
}

/** What the numbers of the business called it. */
async function dropProviderFiles({ tenant, client, table }: TenantTable, id: FileId): Promise<void> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :of)',
      ExpressionAttributeValues: { ':pk': filesPartition(tenant), ':of': providerFilesOf(id) },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
    }),
  );
  await Promise.all(Items.map(({ pk, sk }) => client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }))));
}

async function tell({ store, push, now }: RemoveDependencies, showings: readonly Showing[]): Promise<void> {
  const messages = await Promise.all(
    showings.map(({ conversationId, messageId }) => getMessage(store, conversationId, messageId)),
  );
  const changes = messages.flatMap((message) =>
    message ? [{ to: { viewing: message.conversationId }, event: { type: 'message.changed' as const, message } }] : [],
  );
  await push(store, changes, now);
}

/** What one look takes along. */
const mostLeft = 5;

/** Goes on with what whoever deleted it could not finish. A look at the library does not fail for it. */
export async function finishLeft(dependencies: RemoveDependencies): Promise<void> {
  const { store } = dependencies;
  try {
    for (const row of await goneFiles(store, mostLeft)) await finish(dependencies, row);
  } catch (error) {
    log.warn('a file that was deleted has bytes left; the next look goes on', { tenant: store.tenant }, error);
  }
}
