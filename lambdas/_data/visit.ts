import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EmployeeId, TenantId } from '../../contract/ids.ts';
import { type Permission, permissions } from '../../contract/permissions.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { membershipKey, traced } from './keys.ts';
import { Membership } from './membership.ts';
import { unlessRefused } from './write.ts';

/** Somebody of the platform who looks at a business for a while, and changes nothing. */
export interface Visit {
  readonly sub: string;
  readonly tenant: TenantId;
  /** Under which the visitor is shown; nobody of the business has it. */
  readonly employeeId: EmployeeId;
  /** E-mail address of the administrator of the platform. */
  readonly email: string;
  readonly reason: string;
  /** Milliseconds. */
  readonly until: number;
}

const mayView: readonly Permission[] = permissions.filter((permission) => permission.endsWith('.view'));

/**
 * A membership of its own kind: a copy of nobody, so that the copy of an employee always replaces it. `works-here`: the person
 * has a place in the business. A visit under way gets the new time and reason. 1 write unit.
 */
export async function beginVisit(
  { client, table }: PlatformTable,
  { sub, tenant, employeeId, email, reason, until }: Visit,
): Promise<'begun' | 'works-here'> {
  const membership = {
    sub,
    tenant,
    employeeId,
    name: email,
    email,
    role: 'viewer',
    permissions: [...mayView],
    active: true,
    version: 0,
    impersonation: { until, reason },
  } satisfies Membership;
  const key = membershipKey(sub, tenant);
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        // Every read compares `until`; the TTL only cleans up.
        Item: { ...key, ...traced(tenant, key), ...membership, expiresAt: Math.ceil(until / 1000) },
        ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(impersonation) OR active = :ended',
        ExpressionAttributeValues: { ':ended': false },
      }),
    ),
  );
  return put.refused ? 'works-here' : 'begun';
}

/** The visit that was under way; undefined when there was none. 1 write unit. */
export async function endVisit({ client, table }: PlatformTable, sub: string, tenant: TenantId): Promise<Membership | undefined> {
  const taken = await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: membershipKey(sub, tenant),
        ConditionExpression: 'attribute_exists(impersonation)',
        ReturnValues: 'ALL_OLD',
      }),
    ),
  );
  return taken.refused ? undefined : Membership.parse(taken.output.Attributes);
}
