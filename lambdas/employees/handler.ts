import type { TenantId } from '../../contract/ids.ts';
import { employees } from '../../contract/team.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import type { SettleDependencies } from '../_people/copies.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { api } from '../_shared/http.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { updateProfile } from './profile.ts';
import { listEmployees, oneEmployee } from './reading.ts';
import { deactivate, reactivate, updateEmployee } from './team.ts';

const forgetDecisions = authorizerCache();
const settling = (tenant: TenantId): SettleDependencies => ({
  store: tenantTable(tenant),
  platform: platformTable(),
  forgetDecisions,
});

export const handler = api(employees, {
  list: ({ tenant, query, now }) => listEmployees(tenantTable(tenant), query, () => cursorsOf(tenantTable(tenant), now)),
  get: ({ tenant, params }) => oneEmployee(tenantTable(tenant), params.id),
  update: ({ tenant, employee, params, body, ...asked }) =>
    updateEmployee(settling(tenant), { ...asked, by: employee, id: params.id }, body),
  deactivate: ({ tenant, employee, params, ...asked }) => deactivate(settling(tenant), { ...asked, by: employee, id: params.id }),
  reactivate: ({ tenant, employee, params, ...asked }) => reactivate(settling(tenant), { ...asked, by: employee, id: params.id }),
  getMine: ({ tenant, employee }) => oneEmployee(tenantTable(tenant), employee.id),
  updateMine: ({ tenant, employee, body, ...asked }) => updateProfile(settling(tenant), { ...asked, by: employee }, body),
});
