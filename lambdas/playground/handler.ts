import { playground } from '../../contract/playground.ts';
import { modelParts, paidModel } from '../_assistant/models/paid.ts';
import { rulesModel } from '../_assistant/rules/model.ts';
import { knowledgeOf } from '../_knowledge/search.ts';
import { now } from '../_shared/clock.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { change, create, list, remove } from './cases.ts';
import { type RehearsalDesk, rehearse } from './rehearse.ts';

const parts = modelParts(process.env, now);
/** API Gateway waits 29 s. */
const patienceMs = 22_000;

/**
 * A model is paid for as in a turn: set aside before, booked after, within the cap of the month. It is of no conversation, also when
 * one is replayed: what a customer cost is not what trying cost.
 */
const brainOf =
  (requestId: string): RehearsalDesk['brainOf'] =>
  (store, settings, { model, spoken, greeting }) => {
    const { provider } = settings;
    if (model === 'rules' || provider === 'rules')
      return { model: rulesModel(spoken, greeting), provider: 'rules', instant: true };
    const about = { turnId: `try.${requestId}` };
    return { model: paidModel(parts, store, settings, about), provider, name: settings.model, instant: false };
  };

export const handler = api(playground, {
  try: ({ tenant, requestId, body, permissions }) => {
    const signal = AbortSignal.timeout(patienceMs);
    const desk = { store: tenantTable(tenant), brainOf: brainOf(requestId), knowledgeOf, clock: now, signal };
    return rehearse(desk, body, permissions);
  },
  cases: ({ tenant }) => list(tenantTable(tenant)),
  create: ({ tenant, newId, body }) => create(tenantTable(tenant), newId, body),
  change: ({ tenant, params, ifMatch, body }) => change(tenantTable(tenant), params.id, ifMatch, body),
  remove: ({ tenant, params }) => remove(tenantTable(tenant), params.id),
});
