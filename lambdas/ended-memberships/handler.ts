import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { closeEnded } from './close-ended.ts';

export const handler = closeEnded({ sockets: connections(env('REALTIME_ENDPOINT')), storeOf: tenantTable, clock: now });
