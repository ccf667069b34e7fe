import { getMembership } from '../_data/membership.ts';
import { getRegistration } from '../_data/registration.ts';
import { messaging } from '../_messaging/dependencies.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { log } from '../_shared/log.ts';
import { Holder, type SocketEvent } from '../_shared/socket.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { answerFrame } from './answer-frame.ts';

const messagingOf = messaging();
const sockets = connections(env('REALTIME_ENDPOINT'));

/** Answers 200 always: an error here would reach the browser as a frame of API Gateway's own making. */
export async function handler({ requestContext, body, isBase64Encoded }: SocketEvent): Promise<{ statusCode: number }> {
  const { connectionId, requestId, authorizer } = requestContext;
  const holder = Holder.parse(authorizer);
  const frame = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString();
  const dependencies = {
    ...messagingOf(holder.tenant),
    sockets,
    membership: getMembership.bind(undefined, platformTable()),
    registration: getRegistration.bind(undefined, tenantTable(holder.tenant)),
    report: (error: unknown) => log.error('a command failed', { requestId, connectionId, tenant: holder.tenant }, error),
  };
  const type = await answerFrame(dependencies, { connectionId, holder, frame, now: now() });
  log.info('command', { requestId, connectionId, tenant: holder.tenant, route: type });
  return { statusCode: 200 };
}
