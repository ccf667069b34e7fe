import { businessSettings } from '../../contract/businesses.ts';
import { shownBusiness } from '../_businesses/shown.ts';
import { getBusiness } from '../_data/business.ts';
import { getRegistration } from '../_data/registration.ts';
import { usageOf } from '../_data/usage.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { api } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { mailer } from '../_shared/mail.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { cancelDeletion, requestDeletion } from './deletion.ts';
import { updateBusiness } from './update.ts';

const deletion = { platform: platformTable(), sendMail: mailer(process.env), forgetDecisions: authorizerCache() };

export const handler = api(businessSettings, {
  get: async ({ tenant }) => {
    const store = tenantTable(tenant);
    const [registration, business] = await Promise.all([getRegistration(store, tenant), getBusiness(store)]);
    return registration && business ? shownBusiness(registration, business) : notFound();
  },
  update: (request) => updateBusiness(tenantTable(request.tenant), platformTable(), request),
  requestDeletion: (request) => requestDeletion(deletion, tenantTable(request.tenant), request),
  cancelDeletion: (request) => cancelDeletion(deletion, tenantTable(request.tenant), request),
  usage: async ({ tenant, now }) => (await usageOf(tenantTable(tenant), now)) ?? notFound(),
});
