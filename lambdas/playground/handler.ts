import { playground } from '../../contract/playground.ts';
import { modelParts } from '../_assistant/models/paid.ts';
import { knowledgeOf } from '../_knowledge/search.ts';
import { now } from '../_shared/clock.ts';
import { api } from '../_shared/http.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { brainFor } from './brain.ts';
import { change, create, list, remove } from './cases.ts';
import { rehearse } from './rehearse.ts';

const parts = modelParts(process.env, now);
/** API Gateway waits 29 s. */
const patienceMs = 22_000;

export const handler = api(playground, {
  try: ({ tenant, requestId, body, permissions }) => {
    const signal = AbortSignal.timeout(patienceMs);
    const desk = { store: tenantTable(tenant), brainOf: brainFor(parts, requestId), knowledgeOf, clock: now, signal };
    return rehearse(desk, body, permissions);
  },
  cases: ({ tenant }) => list(tenantTable(tenant)),
  create: ({ tenant, newId, body }) => create(tenantTable(tenant), newId, body),
  change: ({ tenant, params, ifMatch, body }) => change(tenantTable(tenant), params.id, ifMatch, body),
  remove: ({ tenant, params }) => remove(tenantTable(tenant), params.id),
});
