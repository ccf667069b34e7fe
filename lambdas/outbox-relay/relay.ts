import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { log } from '../_shared/log.ts';
import type { SendFifo } from '../_shared/queue.ts';
import { jobsOf, type QueueName } from './jobs.ts';

export type Queues = Readonly<Record<QueueName, SendFifo>>;

/**
 * Queues what follows from a change, in the order of the stream. New outbound messages and exports are in their queue already,
 * usually, which takes the same deduplication id once in 5 minutes; later the worker finds the message sent or the export under
 * way. Only if its author crashed is this the copy that counts. docs/adr/0001-outbox-relay.md
 */
export const relay =
  (queues: Queues) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      try {
        for (const { queue, message } of jobsOf(record)) await queues[queue](message);
      } catch (error) {
        log.error('what follows from a change was not queued; the stream repeats it', { reason: 'queue' }, error);
        // The stream goes on from here: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };
