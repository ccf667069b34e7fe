import { TenantId } from '../../contract/ids.ts';
import { platform as routes } from '../../contract/platform.ts';
import { closeConnections } from '../_businesses/close-connections.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { mailer } from '../_shared/mail.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { createFor } from './create.ts';
import { platformCursors } from './cursors.ts';
import { listBusinesses } from './list-businesses.ts';
import { oneBusiness } from './one-business.ts';
import { platformLog } from './platform-log.ts';
import { changePlan, keep, reactivate, suspend } from './standing.ts';
import { endImpersonation, impersonate } from './visits.ts';

const platform = platformTable();
const cursors = platformCursors(platform);
const sockets = connections(env('REALTIME_ENDPOINT'));
const dependencies = {
  platform,
  storeOf: tenantTable,
  forgetDecisions: authorizerCache(),
  closeAll: (store: ReturnType<typeof tenantTable>) => closeConnections(sockets, store, () => true, now()),
  sendMail: mailer(process.env),
  pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  environment: process.env,
};

export const handler = api(routes, {
  list: ({ query }) => listBusinesses(platform, query, cursors),
  create: (request) => createFor(dependencies, TenantId.parse(request.newId), request.body, request),
  get: ({ params, now: at }) => oneBusiness(dependencies, params.id, at),
  suspend: (request) => suspend(dependencies, request.params.id, request.body.reason, request),
  reactivate: (request) => reactivate(dependencies, request.params.id, request),
  cancelDeletion: (request) => keep(dependencies, request.params.id, request),
  changePlan: (request) => changePlan(dependencies, request.params.id, request.body.plan, request),
  impersonate: (request) => impersonate(dependencies, request.params.id, request.body.reason, request),
  endImpersonation: (request) => endImpersonation(dependencies, request.params.id, request),
  audit: ({ query, now: at }) => platformLog(dependencies, query, at, cursors),
});
