import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BusinessProfile } from '../../contract/businesses.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { businessKey } from './keys.ts';

/** What a business says of itself. What the platform says of it is its registration. */
export const Business = z.object({
  ...BusinessProfile.shape,
  /** Hash of the request that made it. */
  madeFrom: z.string().optional(),
  /** Grows with every change. */
  version: z.int(),
});
export type Business = z.infer<typeof Business>;

export async function getBusiness({ tenant, client, table }: TenantTable): Promise<Business | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: businessKey(tenant) }));
  return Item && Business.parse(Item);
}

export async function putBusiness({ tenant, client, table }: TenantTable, business: Business): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...businessKey(tenant), ...business } }));
}
