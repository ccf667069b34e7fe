import type { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import type { FifoQueue } from './fifo-queue.ts';
import { QueueWorker } from './queue-worker.ts';

/** Feeds a FIFO queue to a function in batches of 10. */
export class FifoWorker extends QueueWorker {
  constructor(scope: Construct, source: FifoQueue, fn: FeatureFunction) {
    super(scope, source, fn, { batchSize: 10 });
  }
}
