import { givingOut } from '../_messaging/giving-out.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { log } from '../_shared/log.ts';
import { pushTo } from '../_shared/realtime.ts';
import { Holder, type SocketEvent } from '../_shared/socket.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { connected, disconnected } from './presence.ts';

const push = givingOut(pushTo(connections(env('REALTIME_ENDPOINT'))));

export async function handler({ requestContext }: SocketEvent): Promise<{ statusCode: number }> {
  const { connectionId, requestId, eventType, authorizer } = requestContext;
  const holder = Holder.parse(authorizer);
  const store = tenantTable(holder.tenant);
  log.info(eventType === 'CONNECT' ? 'connected' : 'disconnected', { requestId, connectionId, tenant: holder.tenant });
  if (eventType === 'CONNECT') await connected({ store, push }, connectionId, holder, now());
  else await disconnected({ store, push }, connectionId, holder, now());
  return { statusCode: 200 };
}
