import { getUser } from '../_data/membership.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { closeEnded } from './close-ended.ts';

export const handler = closeEnded({
  sockets: connections(env('REALTIME_ENDPOINT')),
  storeOf: tenantTable,
  tenantsOf: async (sub) => (await getUser(platformTable(), sub)).memberships.map(({ tenant }) => tenant),
  clock: now,
});
