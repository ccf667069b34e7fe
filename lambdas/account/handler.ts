import { account } from '../../contract/account.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { userPool, userPoolEndpoint } from '../_shared/user-pool.ts';
import { accountRoutes } from './account-routes.ts';

export const handler = api(
  account,
  accountRoutes({
    table: platformTable(),
    pool: userPool(userPoolEndpoint(process.env), env('USER_POOL_CLIENT_ID')),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
