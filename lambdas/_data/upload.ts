import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import { SendableKind, UploadId } from '../../contract/media-uploads.ts';
import { FileId } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { uploadKey } from './keys.ts';
import { readItem, unlessRefused } from './write.ts';

/** The bucket forgets its bytes after a day as well. */
export const uploadLivesMs = 86_400_000;

/** A file on its way from a browser, and what it is to be. */
export const UploadItem = z.object({
  id: UploadId,
  kind: SendableKind,
  mimeType: z.string(),
  bytes: z.int(),
  /** Hexadecimal. */
  sha256: z.string(),
  name: z.string().optional(),
  by: EmployeeId,
  madeFrom: z.string(),
  /** Since it is checked and kept. */
  fileId: FileId.optional(),
  /** Seconds. */
  expiresAt: z.int(),
});
export type UploadItem = z.infer<typeof UploadItem>;

/** Undefined: unknown, or over. Consistent. 1 read unit. */
export async function getUpload(store: TenantTable, id: UploadId, now: number): Promise<UploadItem | undefined> {
  const item = await readItem(store, uploadKey(store.tenant, id));
  const upload = item && UploadItem.parse(item);
  return upload && upload.expiresAt * 1000 > now ? upload : undefined;
}

/** The one that is there under this id, if it was there before. 1 write unit. */
export async function addUpload({ tenant, client, table }: TenantTable, upload: UploadItem): Promise<UploadItem> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...uploadKey(tenant, upload.id), ...upload },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? UploadItem.parse(put.existing) : upload;
}

/** It is checked and kept as this file. 1 write unit. */
export async function endUpload({ tenant, client, table }: TenantTable, id: UploadId, fileId: FileId): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...uploadKey(tenant, id) },
        UpdateExpression: 'SET fileId = :file',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':file': fileId },
      }),
    ),
  );
}
