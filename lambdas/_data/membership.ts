import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { Permission } from '../../contract/permissions.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { memberSort, membershipKey, platformAdminKey, userPartition } from './keys.ts';

/** Somebody's place in a business, with a copy of what the sign-in needs of both: one read decides a request. */
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
  business: z.object({ name: z.string(), slug: z.string(), timezone: z.string(), languages: z.array(z.string()) }),
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

/** All of a person's memberships, ended ones included, and whether the person administers the platform. */
export async function getUser(
  { client, table }: PlatformTable,
  sub: string,
): Promise<{ memberships: Membership[]; platformAdmin: boolean }> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': userPartition(sub) },
      ConsistentRead: true,
    }),
  );
  const { sk: platformSort } = platformAdminKey(sub);
  return {
    memberships: Items.filter(({ sk }) => String(sk).startsWith(memberSort)).map((item) => Membership.parse(item)),
    platformAdmin: Items.some(({ sk }) => sk === platformSort),
  };
}

export async function putMembership({ client, table }: PlatformTable, membership: Membership): Promise<void> {
  const key = membershipKey(membership.sub, membership.tenant);
  await client.send(new PutCommand({ TableName: table, Item: { ...key, ...membership } }));
}

export async function putPlatformAdmin({ client, table }: PlatformTable, sub: string): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: platformAdminKey(sub) }));
}
