import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { log } from './log.ts';
import type { SetVisibility } from './signed-queue.ts';

/**
 * `later`: it is to come back after so many milliseconds, which is no failure.
 * `given-up`: it was tried as often as it may be; the dead-letter queue takes it.
 */
export type JobResult = 'done' | 'given-up' | { readonly later: number };

/** Seconds: what SQS allows, less the time since the job was received. */
const longest = 11 * 3600;
const mostAfterError = 15 * 60;

/**
 * Handler of a queue without order. Each job of a batch stands for itself. What rejects is an error that people hear of, and is tried
 * again; what is only too early comes back when it says.
 */
export function jobWorker<Schema extends z.ZodType>(
  schema: Schema,
  work: (job: z.output<Schema>, receiveCount: number, context: Context) => Promise<JobResult>,
  setVisibility: SetVisibility,
) {
  const one = async (record: SQSRecord, context: Context): Promise<boolean> => {
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    const fields = { requestId: context.awsRequestId, queueMessageId: record.messageId, attempt: receiveCount };
    let seconds: number;
    try {
      const result = await work(schema.parse(JSON.parse(record.body)), receiveCount, context);
      if (result === 'done') return true;
      if (result === 'given-up') log.error('a job is given up; the dead-letter queue takes it', fields);
      seconds = result === 'given-up' ? 0 : Math.ceil(result.later / 1000);
    } catch (error) {
      log.error('a queue job failed; it comes again', fields, error);
      seconds = Math.min(mostAfterError, 2 ** receiveCount);
    }
    await setVisibility(record.receiptHandle, Math.min(longest, Math.max(0, seconds))).catch((error: unknown) =>
      log.warn('a job comes back when the queue says', fields, error),
    );
    return false;
  };
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const done = await Promise.all(event.Records.map((record) => one(record, context)));
    return {
      batchItemFailures: event.Records.filter((_, index) => !done[index]).map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}
