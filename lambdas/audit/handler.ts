import { audit } from '../../contract/audit.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { getRegistration } from '../_data/registration.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { type AuditDependencies, auditPage, auditTable } from './reading.ts';

const dependencies: AuditDependencies = {
  cursors: cursorsOf,
  createdAt: async (store) => (await getRegistration(store, store.tenant))?.createdAt,
};

export const handler = api(audit, {
  list: ({ tenant, query, now }) => auditPage(dependencies, tenantTable(tenant), query, now),
  csv: ({ tenant, query, now }) => auditTable(dependencies, tenantTable(tenant), query, now),
});
