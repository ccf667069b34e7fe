import * as z from 'zod';
import type { Access } from './decide.ts';

const ByUrl = z.object({ QueueUrl: z.string() });
const ByName = z.object({ QueueName: z.string() });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html: a batch needs the permission of the single call. */
const actions: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  GetQueueAttributes: 'GetQueueAttributes',
  SetQueueAttributes: 'SetQueueAttributes',
  PurgeQueue: 'PurgeQueue',
};

export function sqsAccess(
  operation: string,
  body: unknown,
  place: { readonly account: string; readonly region: string },
): readonly Access[] | undefined {
  const arn = (name: string): string => `arn:aws:sqs:${place.region}:${place.account}:${name}`;
  if (operation === 'GetQueueUrl')
    return [{ action: 'sqs:GetQueueUrl', resource: arn(ByName.parse(body).QueueName), context: {} }];
  const action = actions[operation];
  if (action === undefined) return undefined;
  const url = ByUrl.parse(body).QueueUrl;
  return [{ action: `sqs:${action}`, resource: arn(url.slice(url.lastIndexOf('/') + 1)), context: {} }];
}
