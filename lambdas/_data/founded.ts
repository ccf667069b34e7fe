import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TenantId } from '../../contract/ids.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { foundedKey } from './keys.ts';
import { getRegistration } from './registration.ts';
import { collisionDelay, unlessRefused } from './write.ts';

/** Businesses that a person made for themselves, each with when it was begun (milliseconds). */
const Founded = z.object({ businesses: z.record(TenantId, z.int()), version: z.int() });

/** They are on the free plan: nobody needs more of those. */
export const mostFounded = 3;

/** Longer by far than a function runs: what was begun and is not there by then never will be. */
const beginningMs = 15 * 60_000;

/**
 * Takes one of a person's places for a business of their own, before it is made. `had`: it was taken for this one already. Places of
 * businesses that were never finished, or are gone, are free again. About 2 read units and 1 write unit.
 */
export async function claimFounding(
  platform: PlatformTable,
  sub: string,
  tenant: TenantId,
  now: number,
): Promise<'claimed' | 'had' | 'too-many'> {
  for (let attempt = 0; ; attempt++) {
    const { businesses, version } = await read(platform, sub);
    if (businesses[tenant] !== undefined) return 'had';
    const kept = Object.keys(businesses).length < mostFounded ? businesses : await stillThere(platform, businesses, now);
    if (Object.keys(kept).length >= mostFounded) return 'too-many';
    if (await write(platform, sub, { ...kept, [tenant]: now }, version)) return 'claimed';
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** Gives the place back. */
export async function releaseFounding(platform: PlatformTable, sub: string, tenant: TenantId): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const { businesses, version } = await read(platform, sub);
    if (businesses[tenant] === undefined) return;
    const { [tenant]: _, ...kept } = businesses;
    if (await write(platform, sub, kept, version)) return;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

type Businesses = z.infer<typeof Founded>['businesses'];

async function read({ client, table }: PlatformTable, sub: string): Promise<z.infer<typeof Founded>> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: foundedKey(sub), ConsistentRead: true }));
  return Item ? Founded.parse(Item) : { businesses: {}, version: 0 };
}

async function write({ client, table }: PlatformTable, sub: string, businesses: Businesses, was: number): Promise<boolean> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...foundedKey(sub), businesses, version: was + 1 },
        ConditionExpression: was === 0 ? 'attribute_not_exists(pk)' : '#version = :was',
        ...(was > 0 && { ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':was': was } }),
      }),
    ),
  );
  return !put.refused;
}

async function stillThere(platform: PlatformTable, businesses: Businesses, now: number): Promise<Businesses> {
  const there = await Promise.all(
    Object.entries(businesses).map(async ([id, begun]): Promise<[TenantId, number][]> => {
      const tenant = TenantId.parse(id);
      return begun > now - beginningMs || (await getRegistration(platform, tenant)) !== undefined ? [[tenant, begun]] : [];
    }),
  );
  return Object.fromEntries(there.flat());
}
