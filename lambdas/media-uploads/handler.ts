import { mediaUploads } from '../../contract/media-uploads.ts';
import { objects } from '../_media/objects.ts';
import { presignedPost } from '../_media/presigned-post.ts';
import { mediaStorage } from '../_media/storage.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { completeUpload } from './complete-upload.ts';
import { type Allow, createUpload, formLivesMs } from './create-upload.ts';

const bucket = env('MEDIA_BUCKET');
const stored = {
  objects: objects(bucket, tenantCredentials, process.env),
  storage: mediaStorage(bucket, tenantCredentials, process.env),
};
const url = `${env('MEDIA_ORIGIN')}/`;
const region = process.env.AWS_REGION ?? '';

const allow: Allow = async (tenant, { mimeType, bytes, sha256 }, key) => {
  const allowed = { bucket, region, key, mimeType, bytes, sha256, tag: '1-day', signedAt: Date.now(), livesMs: formLivesMs };
  return { url, fields: presignedPost(await tenantCredentials(tenant), allowed) };
};

export const handler = api(mediaUploads, {
  create: ({ tenant, newId, employee, body, now }) =>
    createUpload({ store: tenantTable(tenant), allow }, { newId, fields: body, by: employee.id, now }),
  complete: ({ tenant, params, now }) => completeUpload({ store: tenantTable(tenant), ...stored }, params.uploadId, now),
});
