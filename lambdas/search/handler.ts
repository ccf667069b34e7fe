import { search } from '../../contract/search.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { searchCustomers } from './search-customers.ts';
import { searchMessages } from './search-messages.ts';

export const handler = api(search, {
  customers: ({ tenant, query }) => searchCustomers(tenantTable(tenant), query),
  messages: ({ tenant, query, now }) => searchMessages({ cursors: cursorsOf }, tenantTable(tenant), query, now),
});
