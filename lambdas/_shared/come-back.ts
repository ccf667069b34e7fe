import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClient } from './aws-client.ts';
import type { Delivery } from './queue.ts';

/** Not a failure: the job is to come back after so many milliseconds. */
export class TryLater extends Error {
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`comes back in ${afterMs} ms`);
    this.name = 'TryLater';
    this.afterMs = afterMs;
  }
}

export type SetVisibility = (receiptHandle: string, seconds: number) => Promise<void>;

export function visibilityOf(queueUrl: string, client = new SQSClient(awsClient)): SetVisibility {
  return async (ReceiptHandle, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }));
  };
}

const longestSeconds = 15 * 60;

/** Whole seconds, rounded up: coming a moment early would cost one of the job's receives. */
export function secondsUntilNext(error: unknown, { receiveCount }: Pick<Delivery, 'receiveCount'>): number {
  if (error instanceof TryLater) return Math.ceil(error.afterMs / 1000);
  return Math.min(longestSeconds, 2 ** receiveCount);
}

/**
 * Sets when a job and the rest of its group are given out again. Without it they would all stay away for six times the
 * function's timeout; and as long as one of a group is away, the queue holds back the others.
 */
export async function comeBack(
  setVisibility: SetVisibility,
  [first, ...rest]: readonly [Delivery, ...Delivery[]],
  error: unknown,
): Promise<void> {
  const seconds = secondsUntilNext(error, first);
  await Promise.all([first, ...rest].map(({ receiptHandle }) => setVisibility(receiptHandle, seconds)));
}
