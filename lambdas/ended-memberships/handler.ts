import { EndingJob, peopleReceives } from '../../contract/queues.ts';
import { listMemberships } from '../_data/membership.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { fifoWorker } from '../_shared/queue.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { type Closing, closeEnded } from './close-ended.ts';

const closing: Closing = {
  sockets: connections(env('REALTIME_ENDPOINT')),
  storeOf: tenantTable,
  tenantsOf: async (sub) => (await listMemberships(platformTable(), sub)).map(({ tenant }) => tenant),
  clock: now,
};

export const handler = fifoWorker(EndingJob, () => ({ handle: (job) => closeEnded(closing, job) }), {
  receives: peopleReceives,
});
