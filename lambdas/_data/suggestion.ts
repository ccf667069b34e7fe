import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey } from './keys.ts';
import { MessageItem, toMessage } from './message-item.ts';
import type { WorkContent } from './work-message.ts';
import { unlessRefused } from './write.ts';

/** What the assistant suggested is not wanted. Undefined: it is gone. 1 write unit. */
export async function dropSuggestion(
  { tenant, client, table }: TenantTable,
  { id, conversationId, content }: Message,
): Promise<Message | undefined> {
  if (content.kind !== 'work') return undefined;
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...messageKey(tenant, conversationId, id) },
        UpdateExpression: 'SET c = :content',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':content': JSON.stringify({ ...content, dropped: true } satisfies WorkContent) },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return written.refused ? undefined : toMessage(MessageItem.parse(written.output.Attributes));
}
