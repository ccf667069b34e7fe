import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantTable } from '../_shared/tenant.ts';
import { businessKey } from './keys.ts';

const Time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/);

/** A business's profile. */
export const Business = z.object({
  name: z.string(),
  slug: z.string().regex(/^[a-z0-9-]{1,63}$/),
  /** IANA name. */
  timezone: z.string(),
  /** BCP 47, the main one first. */
  languages: z.array(z.string()).min(1),
  /** ISO 4217. */
  currency: z.string().length(3),
  /** Opening hours by day of the week, 0 = Sunday, in the business's own time. */
  hours: z.array(z.object({ day: z.int().min(0).max(6), from: Time, to: Time })),
});
export type Business = z.infer<typeof Business>;

export async function getBusiness({ tenant, client, table }: TenantTable): Promise<Business | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: businessKey(tenant) }));
  return Item && Business.parse(Item);
}

export async function putBusiness({ tenant, client, table }: TenantTable, business: Business): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...businessKey(tenant), ...business } }));
}
