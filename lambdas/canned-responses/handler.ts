import { cannedResponses } from '../../contract/canned-responses.ts';
import { countUse } from '../_data/canned-response.ts';
import { api } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { create, importAll, list, remove, update } from './keeping.ts';

export const handler = api(cannedResponses, {
  list: ({ tenant }) => list(tenantTable(tenant)),
  create: ({ tenant, newId, body }) => create(tenantTable(tenant), newId, body),
  update: ({ tenant, params, ifMatch, body }) => update(tenantTable(tenant), params.id, ifMatch, body),
  remove: ({ tenant, params }) => remove(tenantTable(tenant), params.id),
  used: async ({ tenant, params, now }) =>
    (await countUse(tenantTable(tenant), params.id, now)) === 'absent' ? notFound() : undefined,
  import: ({ tenant, body, now }) => importAll(tenantTable(tenant), body.items, now),
});
