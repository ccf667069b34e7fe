import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { configurationPartition, serviceKey, serviceSort } from './keys.ts';

const ulid = /^[0-9a-hjkmnp-tv-z]{26}$/;
export const ServiceId = z.string().regex(ulid).brand<'ServiceId'>();
export type ServiceId = z.infer<typeof ServiceId>;

/** Text by language, BCP 47. */
const Translated = z.record(z.string().max(35), z.string());

/** One way to buy a service: at a time and for a while, or delivered within days. */
export const Offer = z.object({
  /** `standard`, `premium`, `golden` or a word of the business. */
  tier: z.string().min(1).max(40),
  /** Minor units of `currency`. */
  price: z.int().nonnegative(),
  /** ISO 4217. */
  currency: z.string().length(3),
  minutes: z.int().positive().optional(),
  days: z.int().nonnegative().optional(),
});
export type Offer = z.infer<typeof Offer>;

/** Something a business sells. */
export const Service = z.object({
  id: ServiceId,
  names: Translated,
  descriptions: Translated,
  category: z.string().optional(),
  offers: z.array(Offer).max(20),
  active: z.boolean(),
  /** Place in the list, lowest first. */
  order: z.int(),
  /** Milliseconds. */
  createdAt: z.int().optional(),
  version: z.int(),
});
export type Service = z.infer<typeof Service>;

export const serviceItem = (tenant: TenantId, service: Service) => ({ ...serviceKey(tenant, service.id), ...service });

/** Everything that a business sells, in its order. 1 read unit for each 4 KB. */
export async function listServices({ tenant, client, table }: TenantTable): Promise<readonly Service[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': configurationPartition(tenant), ':sk': serviceSort },
    }),
  );
  return Items.map((item) => Service.parse(item)).toSorted((one, other) => one.order - other.order);
}

/** Overwrites what is there: for seeds. */
export async function putService({ tenant, client, table }: TenantTable, service: Service): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: serviceItem(tenant, service) }));
}
