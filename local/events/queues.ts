import * as z from 'zod';
import { awsJson } from './aws-json.ts';

const Received = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string(),
        Attributes: z.record(z.string(), z.string()).default({}),
        MessageAttributes: z
          .record(
            z.string(),
            z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
          )
          .default({}),
      }),
    )
    .default([]),
});
export type QueueMessage = z.infer<typeof Received>['Messages'][number];

/** The queue engine as event sources, the control surface and redrives use it. */
export interface Queues {
  urlOf(name: string): Promise<string>;
  names(): Promise<readonly string[]>;
  attributes(url: string): Promise<Readonly<Record<string, string>>>;
  /** Waits up to `waitSeconds` for the first message. */
  receive(url: string, most: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly QueueMessage[]>;
  remove(url: string, receiptHandles: readonly string[]): Promise<void>;
  /** Makes messages visible again after so many seconds. */
  release(url: string, receiptHandles: readonly string[], seconds: number): Promise<void>;
  send(url: string, message: { body: string; groupId?: string | undefined; deduplicationId?: string | undefined }): Promise<void>;
}

export function createQueues(endpoint: string): Queues {
  const call = (operation: string, body: unknown, signal?: AbortSignal): Promise<unknown> =>
    awsJson(endpoint, 'sqs', `AmazonSQS.${operation}`, body, signal);
  const entries = <Extra extends object>(handles: readonly string[], extra: Extra) =>
    handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, ...extra }));
  /** Queues of a stage stay as long as it runs. */
  const urls = new Map<string, string>();
  return {
    urlOf: async (name) => {
      const url =
        urls.get(name) ?? z.object({ QueueUrl: z.string() }).parse(await call('GetQueueUrl', { QueueName: name })).QueueUrl;
      urls.set(name, url);
      return url;
    },
    names: async () => {
      const { QueueUrls } = z.object({ QueueUrls: z.array(z.string()).default([]) }).parse(await call('ListQueues', {}));
      return QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)).sort();
    },
    attributes: async (url) => {
      const answer = await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
      return z.object({ Attributes: z.record(z.string(), z.string()).default({}) }).parse(answer).Attributes;
    },
    receive: async (url, most, waitSeconds, signal) => {
      const body = {
        QueueUrl: url,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      };
      return Received.parse(await call('ReceiveMessage', body, signal)).Messages;
    },
    remove: async (url, handles) => {
      if (handles.length > 0) await call('DeleteMessageBatch', { QueueUrl: url, Entries: entries(handles, {}) });
    },
    release: async (url, handles, seconds) => {
      if (handles.length === 0) return;
      const body = { QueueUrl: url, Entries: entries(handles, { VisibilityTimeout: seconds }) };
      await call('ChangeMessageVisibilityBatch', body);
    },
    send: async (url, { body, groupId, deduplicationId }) => {
      await call('SendMessage', {
        QueueUrl: url,
        MessageBody: body,
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
        ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
      });
    },
  };
}
