import type { Construct } from 'constructs';
import { WorkQueue, type WorkQueueProps } from './work-queue.ts';

/** A queue of jobs that do not wait for each other: one that has to come back holds up no other. */
export class StandardQueue extends WorkQueue {
  constructor(scope: Construct, name: string, props: WorkQueueProps) {
    super(scope, name, { ...props, fifo: false });
  }
}
