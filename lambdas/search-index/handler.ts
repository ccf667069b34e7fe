import { endings } from '../_businesses/ended.ts';
import { now } from '../_shared/clock.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { indexChanges } from './index-changes.ts';

export const handler = indexChanges({ storeOf: tenantTable, isEnded: endings(), clock: now });
