import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelId, HookId, TenantId } from '../../contract/ids.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { hookKey } from './keys.ts';

/** A webhook address of a business. `webhook-meta` reads this item too, by hand: its bundle has no room for this module. */
export const Hook = z.object({
  id: HookId,
  tenant: TenantId,
  provider: z.literal('meta'),
  /** phone_number_id to channel. What is not in it belongs to somebody else. */
  channels: z.record(z.string(), ChannelId),
  /** App secrets, sealed for the purpose `webhook`: the current one, and the previous one until it stops counting. */
  secrets: z.array(z.object({ sealed: z.string(), until: z.int().optional() })).min(1),
  /** SHA-256 of the verify token, hex. */
  verify: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Hook = z.infer<typeof Hook>;

export async function getHook({ client, table }: PlatformTable, id: HookId): Promise<Hook | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: hookKey(id) }));
  return Item && Hook.parse(Item);
}

export async function putHook({ client, table }: PlatformTable, hook: Hook): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...hookKey(hook.id), ...hook } }));
}
