import { businessSettings } from '../../contract/businesses.ts';
import { shownBusiness } from '../_businesses/shown.ts';
import { getBusiness } from '../_data/business.ts';
import { getRegistration } from '../_data/registration.ts';
import { usageOf } from '../_data/usage.ts';
import { api } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { updateBusiness } from './update.ts';

export const handler = api(businessSettings, {
  get: async ({ tenant }) => {
    const store = tenantTable(tenant);
    const [registration, business] = await Promise.all([getRegistration(store, tenant), getBusiness(store)]);
    return registration && business ? shownBusiness(registration, business) : notFound();
  },
  update: (request) => updateBusiness(tenantTable(request.tenant), platformTable(), request),
  usage: async ({ tenant, now }) => (await usageOf(tenantTable(tenant), now)) ?? notFound(),
});
