import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { TenantId } from '../../contract/ids.ts';
import { hasFile } from '../../lambdas/_data/file-item.ts';
import { getFileRow, receivedFileId, receivedRow } from '../../lambdas/_data/file-row.ts';
import { messageKey, messageSort } from '../../lambdas/_data/keys.ts';
import { MessageItem, toMessage } from '../../lambdas/_data/message-item.ts';
import { transactOrWhy } from '../../lambdas/_data/transact.ts';
import { collisionDelay } from '../../lambdas/_data/write.ts';
import type { PlatformTable, TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { Backfilled } from './traces.ts';

/**
 * Gives files that customers sent before there was a library their row in it, and their place in what files count for. One that is
 * deleted meanwhile gets none. Run again it finds nothing. `apply`: absent, it only counts.
 */
export async function backfillLibrary(
  { client, table }: PlatformTable,
  { apply = false, pageSize }: { readonly apply?: boolean; readonly pageSize?: number } = {},
): Promise<Backfilled> {
  let [looked, missing, written, units] = [0, 0, 0, 0];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression:
          'begins_with(pk, :tenants) AND begins_with(sk, :message) AND #dir = :in AND #file.#s = :stored AND attribute_not_exists(del)',
        ExpressionAttributeNames: { '#dir': 'dir', '#file': 'file', '#s': 's' },
        ExpressionAttributeValues: { ':tenants': 'T#', ':message': messageSort, ':in': 'in', ':stored': 'stored' },
        ReturnConsumedCapacity: 'TOTAL',
        ...(from && { ExclusiveStartKey: from }),
        ...(pageSize !== undefined && { Limit: pageSize }),
      }),
    );
    looked += page.ScannedCount ?? 0;
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
    for (const found of page.Items ?? []) {
      const item = MessageItem.parse(found);
      const store = { tenant: TenantId.parse(item.pk.split('#')[1]), client, table };
      const { conversationId, id: messageId } = toMessage(item);
      if ((await getFileRow(store, receivedFileId({ conversationId, messageId }))) !== undefined) continue;
      missing += 1;
      if (apply && (await list(store, item))) written += 1;
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return { looked, missing, written, units };
}

const tries = 20;

async function list(store: TenantTable, item: MessageItem): Promise<boolean> {
  const { id: messageId, conversationId, content } = toMessage(item);
  const { file } = item;
  if (file === undefined || !hasFile(content)) return false;
  const stillHere = {
    ConditionCheck: {
      TableName: store.table,
      Key: { ...messageKey(store.tenant, conversationId, messageId) },
      ConditionExpression: '#file.#s = :stored AND attribute_not_exists(del)',
      ExpressionAttributeNames: { '#file': 'file', '#s': 's' },
      ExpressionAttributeValues: { ':stored': 'stored' },
    },
  };
  const received = { kind: content.kind, name: content.media.filename, file };
  for (let attempt = 0; attempt < tries; attempt++) {
    const rows = receivedRow(store, { conversationId, messageId }, received);
    const result = await transactOrWhy(store, [stillHere, ...rows]);
    if (result === 'done') return true;
    // Gone meanwhile, or somebody else has listed it.
    if (result.includes('failed')) return false;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A file cannot be listed: others write what files count for all the time');
}
