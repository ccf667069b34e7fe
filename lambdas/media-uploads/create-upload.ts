import type * as z from 'zod';
import type { EmployeeId } from '../../contract/ids.ts';
import { type mediaUploads, type Upload, UploadId } from '../../contract/media-uploads.ts';
import { getLibraryFile } from '../_data/library-file.ts';
import { addUpload, type UploadItem, uploadLivesMs } from '../_data/upload.ts';
import { uploadKeyOf } from '../_media/storage.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { refusalOf } from './sendable-file.ts';

type Fields = z.output<(typeof mediaUploads.routes)['create']['body']>;

/** A form that a browser may put exactly this object with. */
export type Allow = (tenant: TenantTable['tenant'], upload: UploadItem, key: string) => Promise<NonNullable<Upload['post']>>;

/** Of a form; the credentials that sign it last at least as long. */
export const formLivesMs = 5 * 60_000;

interface Asked {
  readonly newId: string;
  readonly fields: Fields;
  readonly by: EmployeeId;
  readonly now: number;
}

/** Where to put a file. One that the business has already, and that may be sent as this, is there at once. */
export async function createUpload(
  { store, allow }: { readonly store: TenantTable; readonly allow: Allow },
  { newId, fields, by, now }: Asked,
): Promise<Upload | ProblemResult> {
  const refusal = refusalOf(fields);
  if (refusal) return problem('invalid-body', 'This file cannot be sent over WhatsApp.', [refusal]);
  const known = await getLibraryFile(store, fields.sha256, now);
  const { mime = '', n = 0 } = known?.file ?? {};
  const isThere = known !== undefined && refusalOf({ kind: fields.kind, mimeType: mime, bytes: n }) === undefined;
  const wanted: UploadItem = {
    id: UploadId.parse(newId),
    ...fields,
    by,
    madeFrom: hashOf(fields),
    ...(isThere && { fileId: fields.sha256 }),
    expiresAt: Math.ceil((now + uploadLivesMs) / 1000),
  };
  const upload = await addUpload(store, wanted);
  if (upload.madeFrom !== wanted.madeFrom) {
    return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another file.');
  }
  const { id, fileId } = upload;
  const expiresAt = new Date(now + formLivesMs).toISOString();
  if (fileId !== undefined) return { id, fileId, expiresAt };
  return { id, post: await allow(store.tenant, upload, uploadKeyOf(store.tenant, id)), expiresAt };
}
