import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelId, HookId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { channelKey } from './keys.ts';

/** A WhatsApp number of a business. */
export const Channel = z.object({
  id: ChannelId,
  provider: z.literal('meta'),
  phoneNumberId: z.string(),
  /** As people dial it, digits. */
  displayNumber: z.string(),
  hookId: HookId,
  /** The provider's access token, sealed for the purpose `channel`. */
  token: z.string(),
});
export type Channel = z.infer<typeof Channel>;

export async function getChannel({ tenant, client, table }: TenantTable, id: ChannelId): Promise<Channel | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: channelKey(tenant, id) }));
  return Item && Channel.parse(Item);
}

export async function putChannel({ tenant, client, table }: TenantTable, channel: Channel): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...channelKey(tenant, channel.id), ...channel } }));
}
