import { joining } from '../../contract/team.ts';
import { accounts } from '../_shared/accounts.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { api } from '../_shared/http.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { joiningRoutes } from './joining-routes.ts';

export const handler = api(
  joining,
  joiningRoutes({
    platform: platformTable(),
    accounts: accounts(process.env),
    storeOf: tenantTable,
    forgetDecisions: authorizerCache(),
  }),
);
