import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ConversationId, MessageId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { summaryKey } from './keys.ts';
import { readItem, unlessRefused } from './write.ts';

/** What was said in a conversation before the messages that a model is told word by word. */
const Summary = z.object({
  text: z.string(),
  /** The newest message that it covers. */
  upTo: MessageId,
  /** How often it was written. */
  v: z.int(),
});
export type Summary = z.infer<typeof Summary>;

/** 1 read unit. */
export async function getSummary(store: TenantTable, id: ConversationId): Promise<Summary | undefined> {
  const item = await readItem(store, summaryKey(store.tenant, id));
  return item && Summary.parse(item);
}

/** In place of the one that was read. Somebody who was faster has covered the same messages. 1 write unit for each KB. */
export async function putSummary(
  { tenant, client, table }: TenantTable,
  id: ConversationId,
  was: Summary | undefined,
  { text, upTo }: Pick<Summary, 'text' | 'upTo'>,
): Promise<void> {
  await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...summaryKey(tenant, id), text, upTo, v: (was?.v ?? 0) + 1 },
        ConditionExpression: was ? 'v = :was' : 'attribute_not_exists(pk)',
        ...(was && { ExpressionAttributeValues: { ':was': was.v } }),
      }),
    ),
  );
}
