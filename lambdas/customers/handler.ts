import { customers } from '../../contract/customers.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { exportCustomer } from './export-customer.ts';
import { readCustomer } from './read-customer.ts';
import { updateCustomer } from './update-customer.ts';

const push = pushTo(connections(env('REALTIME_ENDPOINT')));

export const handler = api(customers, {
  get: ({ tenant, params }) => readCustomer(tenantTable(tenant), params.id),
  update: ({ tenant, params, ...request }) => updateCustomer({ store: tenantTable(tenant), push }, params.id, request),
  export: ({ tenant, params, ...request }) =>
    exportCustomer({ store: tenantTable(tenant), cursors: cursorsOf }, params.id, request),
});
