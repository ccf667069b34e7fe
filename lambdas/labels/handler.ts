import { labels } from '../../contract/labels.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { create, list, remove, update } from './keeping.ts';

export const handler = api(labels, {
  list: ({ tenant }) => list(tenantTable(tenant)),
  create: ({ tenant, newId, body }) => create(tenantTable(tenant), newId, body),
  update: ({ tenant, params, ifMatch, body }) => update(tenantTable(tenant), params.id, ifMatch, body),
  remove: ({ tenant, params }) => remove(tenantTable(tenant), params.id),
});
