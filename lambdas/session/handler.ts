import { session } from '../../contract/session.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { userPool } from './cognito.ts';
import { sessionRoutes } from './session-routes.ts';

// Functions run in the region of their user pool.
const endpoint =
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ??
  process.env.AWS_ENDPOINT_URL ??
  `https://cognito-idp.${process.env.AWS_REGION ?? ''}.amazonaws.com/`;

export const handler = api(
  session,
  sessionRoutes({
    table: platformTable(),
    pool: userPool(endpoint, env('USER_POOL_CLIENT_ID')),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
