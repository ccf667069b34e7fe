import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { WorkerProps } from './props.ts';

/** Turns what came in into customers, conversations and messages. */
export class Inbound extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'Inbound');
    const fn = new FeatureFunction(this, 'inbound', {
      errorImpact: 'Messages of customers do not show up in the inbox. They wait in the queue and are tried again.',
      timeout: data.inbound.workerTimeout,
    });
    data.actForTenants(fn);
    data.media.handOver(fn);
    data.notices.fillFrom(fn);
    data.mediaJobs.fillFrom(fn);
    data.assistantTurns.fillFrom(fn);
    realtime.pushFrom(fn);
    new FifoWorker(this, data.inbound, fn);
  }
}
