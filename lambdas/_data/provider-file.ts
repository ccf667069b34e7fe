import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChannelId } from '../../contract/ids.ts';
import type { FileId } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { providerFileKey } from './keys.ts';
import { readItem, unlessRefused } from './write.ts';

/** The provider keeps a file for 30 days: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media */
const knownMs = 29 * 86_400_000;

const Item = z.object({ id: z.string(), until: z.int() });

interface At {
  readonly fileId: FileId;
  /** A number sees only what was uploaded through itself. */
  readonly channelId: ChannelId;
}

/** What the provider calls the file; undefined: it does not have it, or not for long any more. Consistent. 1 read unit. */
export async function providerFile(store: TenantTable, { fileId, channelId }: At, now: number): Promise<string | undefined> {
  const item = await readItem(store, providerFileKey(store.tenant, fileId, channelId));
  const known = item && Item.parse(item);
  return known && known.until > now ? known.id : undefined;
}

/** Of two that uploaded at the same time the first counts; the other one's copy ends by itself. 1 write unit. */
export async function rememberProviderFile(
  { tenant, client, table }: TenantTable,
  { fileId, channelId }: At,
  id: string,
  now: number,
): Promise<void> {
  const until = now + knownMs;
  await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...providerFileKey(tenant, fileId, channelId), id, until, expiresAt: Math.ceil(until / 1000) },
        ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': now },
      }),
    ),
  );
}

/** The provider does not know it any more. Somebody may have uploaded it again meanwhile: that stays. 1 write unit. */
export async function forgetProviderFile(
  { tenant, client, table }: TenantTable,
  { fileId, channelId }: At,
  id: string,
): Promise<void> {
  await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: { ...providerFileKey(tenant, fileId, channelId) },
        ConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': id },
      }),
    ),
  );
}
