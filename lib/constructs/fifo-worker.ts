import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import type { FifoQueue } from './fifo-queue.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** Feeds a queue to a function in batches of 10, of which it may hand back the part that failed. */
export class FifoWorker extends Construct {
  constructor(scope: Construct, source: FifoQueue, fn: FeatureFunction) {
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
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: settingsAt(this).workerConcurrency,
    });
    accept(mapping, {
      rule: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue as a source has no such destination: its own dead-letter queue takes what fails.',
    });
    // AWS tries the rights when the mapping is made
    mapping.node.addDependency(fn.role);
  }
}
