import { prompts } from '../../contract/prompts.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { get, publish, restore, save, version, versions } from './keeping.ts';

export const handler = api(prompts, {
  get: ({ tenant }) => get(tenantTable(tenant)),
  save: (request) => save(tenantTable(request.tenant), request.body.texts, request),
  publish: (request) => publish(tenantTable(request.tenant), request.body.note, request),
  versions: ({ tenant }) => versions(tenantTable(tenant)),
  version: ({ tenant, params }) => version(tenantTable(tenant), params.number),
  restore: (request) => restore(tenantTable(request.tenant), request.params.number, request),
});
