import { knowledge } from '../../contract/knowledge.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { addPage, addText, get, list, refresh, remove, search } from './keeping.ts';

const send = signedJobSender(env('KNOWLEDGE_QUEUE_URL'), process.env);

export const handler = api(knowledge, {
  list: ({ tenant, query }) => list(tenantTable(tenant), query),
  get: ({ tenant, params }) => get(tenantTable(tenant), params.id),
  addPage: (request) => addPage({ store: tenantTable(request.tenant), send }, request.newId, request.body, request),
  addText: (request) => addText({ store: tenantTable(request.tenant), send }, request.newId, request.body, request),
  refresh: ({ tenant, params }) => refresh({ store: tenantTable(tenant), send }, params.id),
  remove: (request) => remove({ store: tenantTable(request.tenant), send }, request.params.id, request),
  search: ({ tenant, query }) => search(tenantTable(tenant), query.q),
});
