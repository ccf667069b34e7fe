import { assistantSettings } from '../../contract/assistant.ts';
import { modelParts } from '../_assistant/models/paid.ts';
import { monthOf } from '../_data/keys.ts';
import { now } from '../_shared/clock.ts';
import { api } from '../_shared/http.ts';
import { seal } from '../_shared/secrets.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { check } from './check.ts';
import { costsOf, costsOfConversation } from './costs.ts';
import { changeSettings, settings } from './settings.ts';

const parts = modelParts(process.env, now);
const { prices, trustedOrigin } = parts;

export const handler = api(assistantSettings, {
  get: ({ tenant }) => settings({ store: tenantTable(tenant), prices }),
  update: (request) => changeSettings({ store: tenantTable(request.tenant), prices, trustedOrigin, seal }, request),
  check: ({ tenant, requestId }) => check(parts, tenantTable(tenant), requestId),
  costs: ({ tenant, query, permissions, now: at }) =>
    costsOf(tenantTable(tenant), query.month ?? monthOf(at), permissions.has('conversations.view')),
  conversationCosts: ({ tenant, params, now: at }) => costsOfConversation(tenantTable(tenant), params.id, at),
});
