import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { now } from '../_shared/clock.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { followTeam } from './follow-team.ts';

export const handler = followTeam({
  storeOf: tenantTable,
  platform: platformTable(),
  forgetDecisions: authorizerCache(),
  clock: now,
});
