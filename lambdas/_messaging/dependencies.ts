import type { TenantId } from '../../contract/ids.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { fifoSender } from '../_shared/queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { givingOut } from './giving-out.ts';
import type { MessagingDependencies } from './send-message.ts';

/** What functions of the inbox act with; made once per process from the environment. */
export function messaging(): (tenant: TenantId) => MessagingDependencies {
  const enqueue = fifoSender(env('OUTBOUND_QUEUE_URL'));
  const push = givingOut(pushTo(connections(env('REALTIME_ENDPOINT'))));
  return (tenant) => ({ store: tenantTable(tenant), enqueue, push });
}
