import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { awsClient } from './aws-client.ts';
import { log } from './log.ts';
import { queueJson } from './queue-json.ts';

/** How a job came: `receiveCount` 1 is the first time. */
export interface Delivery {
  readonly queueMessageId: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
}

/** The work on one batch. */
export interface BatchWork<Job> {
  /** A rejected promise stops this job's group; its later jobs stay in the queue, in order. */
  handle(job: Job, delivery: Delivery): Promise<void>;
  /**
   * Told of each job whose `handle` was rejected, and of the rest of its group, before the batch is answered: to set when they come
   * back. One of the group that is still in flight holds all of it.
   */
  failed?(delivery: Delivery, error: unknown, rest: readonly Delivery[]): Promise<void>;
  /** After all groups: what is sent once per batch. The jobs are done by then, so an error here must not repeat them. */
  finish?(): Promise<void>;
}

/**
 * Handler of a FIFO queue with partial batch responses. Groups run side by side, the jobs of a group one after the other;
 * a failing job fails the rest of its group and nothing else (Powertools' `skipGroupOnError`, which runs groups in turn and
 * so would make one customer wait for another). A body that does not parse fails too, until the dead-letter queue has it.
 * `receives`: how often the queue gives out a job. One that fails the last time is lost to the dead-letter queue, and must not
 * take along what came after it: the rest of a batch is received, and so counted, as often as the job that holds it up.
 */
export function fifoWorker<Schema extends z.ZodType>(
  schema: Schema,
  open: (context: Context) => BatchWork<z.output<Schema>>,
  { receives = Number.POSITIVE_INFINITY }: { readonly receives?: number } = {},
) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const work = open(context);
    const groups = new Map<string, SQSRecord[]>();
    for (const record of event.Records) {
      const group = record.attributes.MessageGroupId ?? record.messageId;
      const records = groups.get(group);
      if (records) records.push(record);
      else groups.set(group, [record]);
    }
    const failed = await Promise.all(
      [...groups.values()].map((records) => runGroup(schema, work, records, { context, receives })),
    );
    try {
      await work.finish?.();
    } catch (error) {
      log.error('the batch is done, but what follows it failed', { requestId: context.awsRequestId }, error);
    }
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const deliveryOf = ({ messageId, receiptHandle, attributes }: SQSRecord): Delivery => ({
  queueMessageId: messageId,
  receiptHandle,
  receiveCount: Number(attributes.ApproximateReceiveCount),
});

/** Ids of the records that must come again. */
async function runGroup<Schema extends z.ZodType>(
  schema: Schema,
  work: BatchWork<z.output<Schema>>,
  records: readonly SQSRecord[],
  { context, receives }: { readonly context: Context; readonly receives: number },
): Promise<string[]> {
  const givenUp: string[] = [];
  for (const [index, record] of records.entries()) {
    const delivery = deliveryOf(record);
    try {
      await work.handle(schema.parse(JSON.parse(record.body)), delivery);
    } catch (error) {
      const fields = { requestId: context.awsRequestId, queueMessageId: record.messageId, attempt: delivery.receiveCount };
      if (delivery.receiveCount >= receives) {
        log.error('a queue job failed for the last time; the dead-letter queue takes it', fields, error);
        givenUp.push(record.messageId);
        continue;
      }
      log.error('a queue job failed; it and the rest of its group come again', fields, error);
      const rest = records.slice(index + 1).map(deliveryOf);
      await work.failed?.(delivery, error, rest).catch((reason: unknown) => log.error('failure not handled', fields, reason));
      return [...givenUp, ...records.slice(index).map(({ messageId }) => messageId)];
    }
  }
  return givenUp;
}

export interface FifoMessage {
  readonly group: string;
  /** Within five minutes the queue takes the same id once. */
  readonly deduplication: string;
  readonly body: unknown;
}

export type SendFifo = (message: FifoMessage) => Promise<void>;

export function fifoSender(queueUrl: string, client = new SQSClient(awsClient)): SendFifo {
  return async ({ group, deduplication, body }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: queueJson(body),
        MessageGroupId: group,
        MessageDeduplicationId: deduplication,
      }),
    );
  };
}
