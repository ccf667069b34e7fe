import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BusinessStatus, Slug } from '../../contract/businesses.ts';
import { TenantId } from '../../contract/ids.ts';
import { Plan } from '../../contract/plans.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { goneKey, registrationKey, slugKey, traced } from './keys.ts';
import { type TransactItem, transact } from './transact.ts';
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
  /** Milliseconds, as all times here. */
  createdAt: z.int(),
  /** Who made it for themselves, by `sub`; absent when the platform made it. */
  founder: z.string().optional(),
  /** Why, for the people of the business. */
  suspendedFor: z.string().optional(),
  suspendedAt: z.int().optional(),
  /** Set from the request to delete it on; `status` is then `deleting`, or `suspended`, during which the time stands still. */
  deletedAfter: z.int().optional(),
  /** When its end was asked for in the last 24 hours: each time mails all administrators. */
  deletionRequests: z.array(z.int()).optional(),
  /** Since when its time is over and everything of it is removed: there is no way back. */
  removing: z.int().optional(),
  /** Grows with every change. */
  version: z.int(),
});
export type Registration = z.infer<typeof Registration>;

/** Consistent: who was just suspended must not get through. Its own tenant role may read it too. 1 read unit. */
export async function getRegistration({ client, table }: PlatformTable, tenant: TenantId): Promise<Registration | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: registrationKey(tenant), ConsistentRead: true }));
  return Item && Registration.parse(Item);
}

const registrationItem = (registration: Registration) => ({ ...registrationKey(registration.tenant), ...registration });

/** Overwrites what is there: for seeds and imports. */
export async function putRegistration({ client, table }: PlatformTable, registration: Registration): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: registrationItem(registration) }));
}

/** For the transaction that makes a business. */
export const registrationAdded = ({ table }: Pick<PlatformTable, 'table'>, registration: Registration): TransactItem => ({
  Put: { TableName: table, Item: registrationItem(registration), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** For the transaction of a change: only if it is still as read. An attribute given as `undefined` goes. */
export function registrationChange(
  { table }: Pick<PlatformTable, 'table'>,
  was: Registration,
  change: { readonly [Name in keyof Registration]?: Registration[Name] | undefined },
): { readonly write: TransactItem; readonly registration: Registration } {
  const registration = Registration.parse({ ...was, ...change, version: was.version + 1 });
  return {
    registration,
    write: {
      Put: {
        TableName: table,
        Item: registrationItem(registration),
        ConditionExpression: 'version = :was',
        ExpressionAttributeValues: { ':was': was.version },
      },
    },
  };
}

/** The end of a business, if it is still as read: what is left is that it is gone. 2 write units for each item. */
export const removeRegistration = (platform: PlatformTable, { tenant, version }: Registration, now: number) =>
  transact(platform, [
    {
      Delete: {
        TableName: platform.table,
        Key: { ...registrationKey(tenant) },
        ConditionExpression: '#version = :version AND attribute_exists(removing)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      },
    },
    { Put: { TableName: platform.table, Item: { ...goneKey(tenant), tenant, removedAt: now } } },
  ]);

/** Whether there was a business of this id, and everything of it was removed. 1 read unit. */
export async function isGone({ client, table }: PlatformTable, tenant: TenantId): Promise<boolean> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: goneKey(tenant), ConsistentRead: true }));
  return Item !== undefined;
}

const Claim = z.object({ tenant: TenantId, at: z.int() });

/** Longer by far than a function runs: whoever claimed a slug and has not written it by then never will. */
const claimMs = 15 * 60_000;

/** Whose slug it is to be, with which version of the registration. */
type SlugClaim = Pick<Registration, 'slug' | 'tenant' | 'version'>;

/**
 * A slug belongs to whoever claims it first, and to nobody when that business has another one or was never made: functions die
 * between a claim and its use. `taken`: it is another business's.
 */
export async function claimSlug(
  platform: PlatformTable,
  { slug, tenant, version }: SlugClaim,
  now: number,
): Promise<'claimed' | 'taken'> {
  const { client, table } = platform;
  const Item = { ...slugKey(slug), ...traced(tenant, slugKey(slug)), tenant, version, at: now };
  const first = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item,
        ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': tenant },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!first.refused) return 'claimed';
  const held = Claim.parse(first.existing);
  if (held.at > now - claimMs) return 'taken';
  if ((await getRegistration(platform, held.tenant))?.slug === slug) return 'taken';
  const second = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item,
        ConditionExpression: 'tenant = :holder AND #at = :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':holder': held.tenant, ':at': held.at },
      }),
    ),
  );
  return second.refused ? 'taken' : 'claimed';
}

/** Lets the slug of a former version go, unless the business has claimed it again for a later one. */
export async function releaseSlug({ client, table }: PlatformTable, { slug, tenant, version }: SlugClaim): Promise<void> {
  await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: slugKey(slug),
        ConditionExpression: 'attribute_not_exists(pk) OR (tenant = :tenant AND #version <= :version)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':tenant': tenant, ':version': version },
      }),
    ),
  );
}
