import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Key, parseExportKey, parseMessageKey } from '../_data/keys.ts';
import { messageJob } from '../_messaging/outbound-queue.ts';
import { log } from '../_shared/log.ts';
import type { FifoMessage, SendFifo } from '../_shared/queue.ts';
import { exportMessage } from '../_transfer/export-queue.ts';

export interface Queues {
  readonly outbound: SendFifo;
  readonly exports: SendFifo;
}

/**
 * Queues every new outbound message and every new export once more, in the order of the stream. Usually it is in the queue
 * already, which takes the same deduplication id once in 5 minutes; later the worker finds the message sent or the export under
 * way. Only if its author crashed is this the copy that counts. docs/adr/0001-outbox-relay.md
 */
export const relay =
  (queues: Queues) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const job = jobOf(record);
      if (job === undefined) continue;
      try {
        await queues[job.queue](job.message);
      } catch (error) {
        log.error('a new message or export was not queued; the stream repeats it', { reason: 'queue' }, error);
        // The stream goes on from here: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

interface Job {
  readonly queue: keyof Queues;
  readonly message: FifoMessage;
}

/** The event source's filter lets nothing else through; this makes a wider filter harmless. */
function jobOf({ eventName, dynamodb }: DynamoDBRecord): Job | undefined {
  const { pk, sk, status, state } = dynamodb?.NewImage ?? {};
  if (eventName !== 'INSERT' || !pk?.S || !sk?.S) return undefined;
  const key: Key = { pk: pk.S, sk: sk.S };
  if (status?.S === 'queued') {
    const place = parseMessageKey(key);
    return place && { queue: 'outbound', message: messageJob(place) };
  }
  if (state?.S === 'waiting') {
    const place = parseExportKey(key);
    return place && { queue: 'exports', message: exportMessage({ v: 1, ...place }, 'begin') };
  }
  return undefined;
}
