import { roles } from '../../contract/roles.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { api } from '../_shared/http.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { roleRoutes } from './role-routes.ts';

const forgetDecisions = authorizerCache();

export const handler = api(
  roles,
  roleRoutes((tenant) => ({ store: tenantTable(tenant), platform: platformTable(), forgetDecisions })),
);
