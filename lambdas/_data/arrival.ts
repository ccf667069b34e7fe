import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChannelId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { arrivalKey } from './keys.ts';
import { unlessRefused } from './write.ts';

const Item = z.object({ at: z.int() });

/**
 * When a message first came (milliseconds) whose provider does not say when it was written: its key is made from that, so that a
 * repetition, whenever it comes, meets the message that is there. Kept for good, like the message. 1 write unit.
 */
export async function firstArrival(
  { tenant, client, table }: TenantTable,
  channelId: ChannelId,
  { providerId, at }: { readonly providerId: string; readonly at: number },
): Promise<number> {
  const put = await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...arrivalKey(tenant, channelId, providerId), at },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return put.refused ? Item.parse(put.existing).at : at;
}
