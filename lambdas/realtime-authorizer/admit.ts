import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { getMembership } from '../_data/membership.ts';
import { getRegistration } from '../_data/registration.ts';
import { getSession } from '../_data/session.ts';
import { consumeTicket } from '../_data/ticket.ts';
import { encodeName } from '../_shared/access.ts';
import type { PlatformTable } from '../_shared/tenant.ts';

/**
 * Lets the holder of a fresh ticket in, once, from the page that asked for it. The ticket is used up whatever the answer, so
 * that a page of another site cannot try around. `signed-out` must be thrown as the word API Gateway knows.
 */
export async function admit(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'queryStringParameters' | 'methodArn'>,
  table: PlatformTable,
  now: number,
): Promise<APIGatewayAuthorizerResult | 'signed-out'> {
  const presented = event.queryStringParameters?.ticket ?? '';
  // 256 bits in base64url; nothing else is worth a write.
  if (!/^[\w-]{43}$/.test(presented)) return 'signed-out';
  const ticket = await consumeTicket(table, presented, now);
  if (ticket === undefined) return 'signed-out';
  const [origin = '', ...more] = Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === 'origin' && value ? [value] : [],
  );
  if (more.length > 0 || origin !== ticket.origin) return 'signed-out';
  const { tenant, sub, employeeId, name, session } = ticket;
  // Whoever was removed, signed out or suspended since they took the ticket: their open connections have been closed already, this one
  // would stay.
  const [member, business] = await Promise.all([getMembership(table, sub, tenant), getRegistration(table, tenant)]);
  if (!member?.active || business === undefined || business.status !== 'active') return 'signed-out';
  const until = member.impersonation?.until;
  if (until !== undefined && until <= now) return 'signed-out';
  if (session !== undefined && (await getSession(table, session, now)) === undefined) return 'signed-out';
  return {
    principalId: sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
    },
    context: {
      tenant,
      sub,
      employeeId,
      name: encodeName(name),
      ...(session !== undefined && { session }),
      ...(until !== undefined && { until: String(until) }),
    },
  };
}
