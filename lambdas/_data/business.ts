import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BusinessProfile } from '../../contract/businesses.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { businessKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** What a business says of itself. What the platform says of it is its registration. */
export const Business = z.object({
  ...BusinessProfile.shape,
  /** Hash of the request that made it. */
  madeFrom: z.string().optional(),
  /** Grows with every change. */
  version: z.int(),
  /** The version that each field was last changed with, to tell somebody who is late what is different. */
  changedIn: z.record(z.string(), z.int()).optional(),
});
export type Business = z.infer<typeof Business>;

/** Consistent: changes are made from it. 1 read unit. */
export async function getBusiness({ tenant, client, table }: TenantTable): Promise<Business | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: businessKey(tenant), ConsistentRead: true }));
  return Item && Business.parse(Item);
}

/** For the transaction that makes it. */
export const businessAdded = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, business: Business): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...businessKey(tenant), ...business },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** For the transaction of a change: only if it is still as read. */
export function businessChange(
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  was: Business,
  change: Partial<BusinessProfile>,
): { readonly write: TransactItem; readonly business: Business } {
  const version = was.version + 1;
  const changedIn = { ...was.changedIn, ...Object.fromEntries(Object.keys(change).map((name) => [name, version])) };
  const business = { ...was, ...change, version, changedIn };
  return {
    business,
    write: {
      Put: {
        TableName: table,
        Item: { ...businessKey(tenant), ...business },
        ConditionExpression: 'version = :was',
        ExpressionAttributeValues: { ':was': was.version },
      },
    },
  };
}

/** Overwrites what is there: for seeds and imports. */
export async function putBusiness({ tenant, client, table }: TenantTable, business: Business): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...businessKey(tenant), ...business } }));
}
