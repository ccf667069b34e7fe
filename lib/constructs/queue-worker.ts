import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import type { WorkQueue } from './work-queue.ts';

interface QueueWorkerProps {
  readonly batchSize: number;
  /** Batches in work at once; absent: what the stage's settings say. */
  readonly concurrency?: number;
}

/** Feeds a queue to a function in batches, of which it may hand back the part that failed. */
export class QueueWorker extends Construct {
  constructor(scope: Construct, source: WorkQueue, fn: FeatureFunction, { batchSize, concurrency }: QueueWorkerProps) {
    super(scope, 'Worker');
    if (source.workerTimeout.toSeconds() !== fn.timeout.toSeconds()) {
      throw new Error(`${fn.name} runs ${fn.timeout.toSeconds()} s, but its queue expects ${source.workerTimeout.toSeconds()} s`);
    }
    fn.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [source.queue.queueArn],
    );
    const mapping = new EventSourceMapping(this, 'Source', {
      target: fn.lambda,
      eventSourceArn: source.queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: concurrency ?? settingsAt(this).workerConcurrency,
    });
    accept(mapping, {
      rule: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue as a source has no such destination: its own dead-letter queue takes what fails.',
    });
    // AWS tries the rights when the mapping is made
    mapping.node.addDependency(fn.role);
  }
}
