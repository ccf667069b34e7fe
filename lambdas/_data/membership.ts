import { BatchGetCommand, type BatchGetCommandInput, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { Permission } from '../../contract/permissions.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { memberSort, membershipKey, platformAdminKey, registrationKey, traced, userPartition } from './keys.ts';
import { Registration } from './registration.ts';
import { collisionDelay, unlessRefused } from './write.ts';

/** Somebody's place in a business: a copy of what the sign-in needs of the employee. */
export const Membership = z.object({
  sub: z.string(),
  tenant: TenantId,
  employeeId: EmployeeId,
  name: z.string(),
  /** What the person signs in with; access tokens do not carry it. */
  email: z.string(),
  role: z.string(),
  permissions: z.array(Permission),
  active: z.boolean(),
  /** Of the employee it was copied from: an older copy never replaces a newer one. */
  version: z.int(),
  /** Of the custom role that the permissions were taken from. */
  roleVersion: z.int().optional(),
  /** Somebody of the platform who only looks: until then (milliseconds), and what for. */
  impersonation: z.object({ until: z.int(), reason: z.string() }).optional(),
});
export type Membership = z.infer<typeof Membership>;

/** Consistent: somebody whose membership was just ended must not get through. */
export async function getMembership(
  { client, table }: PlatformTable,
  sub: string,
  tenant: TenantId,
): Promise<Membership | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: membershipKey(sub, tenant), ConsistentRead: true }));
  return Item && Membership.parse(Item);
}

/** Somebody's place in a business, and what the platform knows of the business; each undefined when it is not there. */
export interface Place {
  readonly member: Membership | undefined;
  readonly business: Registration | undefined;
}

/** Asked again for what DynamoDB left out, which it does when it is short of capacity. */
const placeTries = 4;

/** One call for both, because every cold request waits for it. Consistent as `getMembership`. 2 read units. */
export async function getPlace({ client, table }: PlatformTable, sub: string, tenant: TenantId): Promise<Place> {
  const found: Record<string, unknown>[] = [];
  let asked: NonNullable<BatchGetCommandInput['RequestItems']> = {
    [table]: { Keys: [{ ...membershipKey(sub, tenant) }, { ...registrationKey(tenant) }], ConsistentRead: true },
  };
  for (let attempt = 0; attempt < placeTries; attempt++) {
    const { Responses, UnprocessedKeys = {} } = await client.send(new BatchGetCommand({ RequestItems: asked }));
    found.push(...(Responses?.[table] ?? []));
    if (Object.keys(UnprocessedKeys).length === 0) {
      const { pk } = registrationKey(tenant);
      const [member, business] = [found.find((item) => item.pk !== pk), found.find((item) => item.pk === pk)];
      return { member: member && Membership.parse(member), business: business && Registration.parse(business) };
    }
    asked = UnprocessedKeys;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('DynamoDB left out a membership or a business');
}

const PlatformAdmin = z.object({ email: z.string() });

/** The e-mail address of an administrator of the platform; undefined for everybody else. Consistent, 1 read unit. */
export async function getPlatformAdmin({ client, table }: PlatformTable, sub: string): Promise<string | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: platformAdminKey(sub), ConsistentRead: true }));
  return Item && PlatformAdmin.parse(Item).email;
}

/** All of a person's memberships, ended ones included. */
export async function listMemberships({ client, table }: PlatformTable, sub: string): Promise<Membership[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :member)',
      ExpressionAttributeValues: { ':pk': userPartition(sub), ':member': memberSort },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => Membership.parse(item));
}

export async function putMembership({ client, table }: PlatformTable, membership: Membership): Promise<void> {
  const key = membershipKey(membership.sub, membership.tenant);
  await client.send(new PutCommand({ TableName: table, Item: { ...key, ...traced(membership.tenant, key), ...membership } }));
}

/**
 * Writes the copy unless a newer one is there. The copy of a change of the person beats every copy from before it; among
 * copies of the same version of the person the one of the newer role counts. So it does not matter who copies when, as long
 * as somebody does after the last change.
 */
export async function copyMembership({ client, table }: PlatformTable, membership: Membership): Promise<'written' | 'there'> {
  const { sub, tenant, version, roleVersion } = membership;
  const key = membershipKey(sub, tenant);
  const newerRole = '#version = :version AND (attribute_not_exists(roleVersion) OR roleVersion < :role)';
  const written = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...key, ...traced(tenant, key), ...membership },
        ConditionExpression: `attribute_not_exists(pk) OR #version < :version${roleVersion === undefined ? '' : ` OR (${newerRole})`}`,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version, ...(roleVersion !== undefined && { ':role': roleVersion }) },
      }),
    ),
  );
  return written.refused ? 'there' : 'written';
}

/** Only an operator can: no function has the right to. */
export async function putPlatformAdmin({ client, table }: PlatformTable, sub: string, email: string): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...platformAdminKey(sub), email } }));
}
