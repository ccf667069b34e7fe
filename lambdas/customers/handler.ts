import { customers } from '../../contract/customers.ts';
import { cursorsOf, erasingHashes } from '../_data/cursor-key.ts';
import { getCustomerFields } from '../_data/customer-fields.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { changeFields } from './customer-fields.ts';
import { eraseCustomer, readErasure, readErasures } from './erase-customer.ts';
import { exportCustomer } from './export-customer.ts';
import { mergeCustomers, previewMerge } from './merge-customers.ts';
import { readCustomer } from './read-customer.ts';
import { undoMerge } from './undo-merge.ts';
import { updateCustomer } from './update-customer.ts';

const push = pushTo(connections(env('REALTIME_ENDPOINT')));
const deskOf = (tenant: Parameters<typeof tenantTable>[0]) => ({ store: tenantTable(tenant), push });
const erasing = { hashes: erasingHashes, platform: platformTable() };

export const handler = api(customers, {
  get: ({ tenant, params, now }) => readCustomer(tenantTable(tenant), params.id, now),
  update: ({ tenant, params, ...request }) => updateCustomer(deskOf(tenant), params.id, request),
  export: ({ tenant, params, ...request }) =>
    exportCustomer({ store: tenantTable(tenant), cursors: cursorsOf }, params.id, request),
  previewMerge: ({ tenant, params, body, now }) => previewMerge(tenantTable(tenant), params.id, { other: body.other, now }),
  merge: ({ tenant, params, body, ...request }) => mergeCustomers(deskOf(tenant), params.id, body, request),
  undoMerge: ({ tenant, params, ...request }) => undoMerge(deskOf(tenant), params.id, params.other, request),
  erase: ({ tenant, params, ...request }) => eraseCustomer({ ...deskOf(tenant), ...erasing }, params.id, request),
  erasures: ({ tenant }) => readErasures(tenantTable(tenant)),
  erasure: ({ tenant, params }) => readErasure(tenantTable(tenant), params.id),
  fields: ({ tenant }) => getCustomerFields(tenantTable(tenant)),
  changeFields: ({ tenant, body, ...request }) => changeFields(tenantTable(tenant), body.fields, request),
});
