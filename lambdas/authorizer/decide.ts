import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { TenantId } from '../../contract/ids.ts';
import type { Place } from '../_data/membership.ts';
import { encodeName } from '../_shared/access.ts';
import type { VerifyAccessToken } from './access-token.ts';

export interface AuthorizerDependencies {
  readonly verify: VerifyAccessToken;
  place(sub: string, tenant: TenantId): Promise<Place>;
  /** The administrator's e-mail address; undefined for everybody else. */
  platformAdmin(sub: string): Promise<string | undefined>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** Routes that need no business; their authorizer is cached by the token alone, so a business must not matter to it. */
export const withoutBusiness = /^\/v1\/(me|account|businesses|joining|platform)(\/|$)/;

/** The one value of a header; `undefined` when it is missing or given twice. */
function header({ headers, multiValueHeaders }: APIGatewayRequestAuthorizerEvent, name: string): string | undefined {
  const lists = Object.entries(multiValueHeaders ?? {}).filter(([key]) => key.toLowerCase() === name);
  const values =
    lists.length > 0
      ? lists.flatMap(([, list]) => list ?? [])
      : Object.entries(headers ?? {}).flatMap(([key, value]) => (key.toLowerCase() === name && value ? [value] : []));
  return values.length === 1 ? values[0] : undefined;
}

/** `signed-out` must be thrown as the word API Gateway knows. The answer holds for the whole stage, as it is cached. */
export async function decide(
  event: APIGatewayRequestAuthorizerEvent,
  { verify, place, platformAdmin, clock }: AuthorizerDependencies,
): Promise<APIGatewayAuthorizerResult | 'signed-out'> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header(event, 'authorization') ?? '')?.[1];
  const user = token === undefined ? undefined : await verify(token);
  if (user === undefined) return 'signed-out';
  const { sub, until } = user;
  const everything = `${event.methodArn.split('/').slice(0, 2).join('/')}/*/*`;
  if (withoutBusiness.test(event.resource)) {
    const administrator = await platformAdmin(sub);
    return policy('Allow', sub, everything, {
      sub,
      until: String(until),
      ...(administrator !== undefined && { platform: encodeName(administrator) }),
    });
  }
  const tenant = TenantId.safeParse(header(event, 'x-business-id'));
  if (!tenant.success) return policy('Deny', sub, everything, {});
  const found = await place(sub, tenant.data);
  // Several functions write memberships: what one says of itself must be what it was found by.
  const member = found.member?.sub === sub && found.member.tenant === tenant.data ? found.member : undefined;
  const { business } = found;
  if (!member?.active || business === undefined || business.removing !== undefined) return policy('Deny', sub, everything, {});
  const { impersonation } = member;
  if (impersonation && impersonation.until <= clock()) return policy('Deny', sub, everything, {});
  return policy('Allow', sub, everything, {
    sub,
    // API Gateway keeps this answer for longer than the token or the visit may last.
    until: String(Math.min(until, impersonation?.until ?? until)),
    tenant: member.tenant,
    employeeId: member.employeeId,
    name: encodeName(member.name),
    permissions: member.permissions.join(' '),
    ...(business.status === 'suspended' && { suspended: 'yes' }),
    ...(business.status === 'deleting' && { deleting: 'yes' }),
    ...(impersonation && { readOnly: 'yes' }),
  });
}

const policy = (
  Effect: 'Allow' | 'Deny',
  principalId: string,
  Resource: string,
  context: Record<string, string>,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  context,
});
