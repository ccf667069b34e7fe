import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BusinessStatus, Slug } from '../../contract/businesses.ts';
import { TenantId } from '../../contract/ids.ts';
import { Plan } from '../../contract/plans.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { registrationKey, slugKey } from './keys.ts';
import { unlessRefused } from './write.ts';

/** What the platform knows of a business: what every request is checked against, and a row of the console. */
export const Registration = z.object({
  tenant: TenantId,
  status: BusinessStatus,
  plan: Plan,
  slug: Slug,
  name: z.string(),
  timezone: z.string(),
  languages: z.array(z.string()),
  /** Milliseconds. */
  createdAt: z.int(),
  /** Why, for the people of the business. */
  suspendedFor: z.string().optional(),
  /** Milliseconds; set while `status` is `deleting`. */
  deletedAfter: z.int().optional(),
  /** Grows with every change. */
  version: z.int(),
});
export type Registration = z.infer<typeof Registration>;

/** Consistent: who was just suspended must not get through. Its own tenant role may read it too. 1 read unit. */
export async function getRegistration({ client, table }: PlatformTable, tenant: TenantId): Promise<Registration | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: registrationKey(tenant), ConsistentRead: true }));
  return Item && Registration.parse(Item);
}

export const registrationItem = (registration: Registration) => ({
  ...registrationKey(registration.tenant),
  ...registration,
});

/** Overwrites what is there: for seeds and imports. */
export async function putRegistration({ client, table }: PlatformTable, registration: Registration): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: registrationItem(registration) }));
}

/** A slug belongs to whoever put it first. `taken`: it is another business's. */
export async function putSlug({ client, table }: PlatformTable, slug: string, tenant: TenantId): Promise<'claimed' | 'taken'> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...slugKey(slug), tenant },
        ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': tenant },
      }),
    ),
  );
  return put.refused ? 'taken' : 'claimed';
}

/** Lets a slug go, if it is still this business's. */
export async function removeSlug({ client, table }: PlatformTable, slug: string, tenant: TenantId): Promise<void> {
  await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: slugKey(slug),
        ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': tenant },
      }),
    ),
  );
}
