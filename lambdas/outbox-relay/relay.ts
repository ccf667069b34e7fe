import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { parseMessageKey } from '../_data/keys.ts';
import { messageJob } from '../_messaging/outbound-queue.ts';
import { log } from '../_shared/log.ts';
import type { FifoMessage, SendFifo } from '../_shared/queue.ts';

/**
 * Queues every new outbound message once more, in the order of the stream. Usually it is in the queue already, which takes the
 * same deduplication id once in 5 minutes; later the worker finds the message sent. Only if its author crashed is this the
 * copy that counts. docs/adr/0001-outbox-relay.md
 */
export const relay =
  (enqueue: SendFifo) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const job = jobOf(record);
      if (job === undefined) continue;
      try {
        await enqueue(job);
      } catch (error) {
        log.error('a new message was not queued; the stream repeats it', { reason: 'queue' }, error);
        // The stream goes on from here: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

/** The event source's filter lets nothing else through; this makes a wider filter harmless. */
function jobOf({ eventName, dynamodb }: DynamoDBRecord): FifoMessage | undefined {
  const { pk, sk, status } = dynamodb?.NewImage ?? {};
  if (eventName !== 'INSERT' || status?.S !== 'queued' || !pk?.S || !sk?.S) return undefined;
  const place = parseMessageKey({ pk: pk.S, sk: sk.S });
  return place && messageJob(place);
}
