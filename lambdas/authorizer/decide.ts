import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { TenantId } from '../../contract/ids.ts';
import { me } from '../../contract/session.ts';
import type { Membership } from '../_data/membership.ts';
import { encodeName } from '../_shared/access.ts';
import type { VerifyAccessToken } from './access-token.ts';

export interface AuthorizerDependencies {
  readonly verify: VerifyAccessToken;
  membership(sub: string, tenant: TenantId): Promise<Membership | undefined>;
}

/** Routes that need no business; their authorizer is cached by the token alone, so a business must not matter to it. */
export const groupsWithoutBusiness = [me];
const routesWithoutBusiness = new Set(
  groupsWithoutBusiness.flatMap(({ routes }) => Object.values(routes).map(({ method, path }) => `${method} ${path}`)),
);

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
  { verify, membership }: AuthorizerDependencies,
): Promise<APIGatewayAuthorizerResult | 'signed-out'> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header(event, 'authorization') ?? '')?.[1];
  const user = token === undefined ? undefined : await verify(token);
  if (user === undefined) return 'signed-out';
  const { sub } = user;
  const everything = `${event.methodArn.split('/').slice(0, 2).join('/')}/*/*`;
  if (routesWithoutBusiness.has(`${event.httpMethod} ${event.resource}`)) return policy('Allow', sub, everything, { sub });

  const tenant = TenantId.safeParse(header(event, 'x-business-id'));
  const member = tenant.success ? await membership(sub, tenant.data) : undefined;
  if (!member?.active) return policy('Deny', sub, everything, {});
  return policy('Allow', sub, everything, {
    sub,
    tenant: member.tenant,
    employeeId: member.employeeId,
    name: encodeName(member.name),
    permissions: member.permissions.join(' '),
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
