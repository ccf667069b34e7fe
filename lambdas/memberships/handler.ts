import { peopleReceives, RightsJob } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { now } from '../_shared/clock.ts';
import { fifoWorker } from '../_shared/queue.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { type Following, followTeam, together } from './follow-team.ts';

const following: Following = {
  storeOf: tenantTable,
  isEnded: endings(),
  platform: platformTable(),
  forgetDecisions: together(authorizerCache()),
  clock: now,
};

export const handler = fifoWorker(RightsJob, () => ({ handle: (job) => followTeam(following, job) }), {
  receives: peopleReceives,
});
