import type { Construct } from 'constructs';
import { WorkQueue, type WorkQueueProps } from './work-queue.ts';

/** A queue that keeps order inside each group. Producers choose group and deduplication id. */
export class FifoQueue extends WorkQueue {
  constructor(scope: Construct, name: string, props: WorkQueueProps) {
    super(scope, name, { ...props, fifo: true });
  }
}
