import { unmatchedStatuses } from '../../contract/conversations.ts';
import { getUnmatched } from '../_data/unmatched-status.ts';
import { api } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { tenantTable } from '../_shared/tenant.ts';

export const handler = api(unmatchedStatuses, {
  get: async ({ tenant, params }) => (await getUnmatched(tenantTable(tenant), params.providerId)) ?? notFound(),
});
