import { session } from '../../contract/session.ts';
import { accounts } from '../_shared/accounts.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { userPool, userPoolEndpoint } from '../_shared/user-pool.ts';
import { sessionRoutes } from './session-routes.ts';

export const handler = api(
  session,
  sessionRoutes({
    table: platformTable(),
    accounts: accounts(process.env),
    pool: userPool(userPoolEndpoint(process.env), env('USER_POOL_CLIENT_ID')),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
