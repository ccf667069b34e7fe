import { knowledge } from '../../contract/knowledge.ts';
import { presignedPost } from '../_media/presigned-post.ts';
import { uploadKeyOf } from '../_media/storage.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { type AllowFile, addFile, addPage, addText, get, list, refresh, remove, search } from './keeping.ts';

const send = signedJobSender(env('KNOWLEDGE_QUEUE_URL'), process.env);

const bucket = env('MEDIA_BUCKET');
const url = `${env('MEDIA_ORIGIN')}/`;
const region = process.env.AWS_REGION ?? '';
const livesMs = 5 * 60_000;

const allow: AllowFile = async (tenant, id, upload) => {
  const key = uploadKeyOf(tenant, id);
  const allowed = { bucket, region, key, mimeType: 'application/pdf', ...upload, tag: '1-day', signedAt: Date.now(), livesMs };
  return { url, fields: presignedPost(await tenantCredentials(tenant), allowed) };
};

export const handler = api(knowledge, {
  list: ({ tenant, query }) => list(tenantTable(tenant), query),
  get: ({ tenant, params }) => get(tenantTable(tenant), params.id),
  addPage: (request) => addPage({ store: tenantTable(request.tenant), send }, request.newId, request.body, request),
  addText: (request) => addText({ store: tenantTable(request.tenant), send }, request.newId, request.body, request),
  addFile: (request) => addFile({ store: tenantTable(request.tenant), send, allow }, request.newId, request.body, request),
  refresh: ({ tenant, params }) => refresh({ store: tenantTable(tenant), send }, params.id),
  remove: (request) => remove({ store: tenantTable(request.tenant), send }, request.params.id, request),
  search: ({ tenant, query }) => search(tenantTable(tenant), query.q),
});
