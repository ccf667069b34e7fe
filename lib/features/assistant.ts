import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import { askModelsFrom } from '../constructs/models.ts';
import type { WorkerProps } from './props.ts';

/** Answers customers, or suggests what people may answer. */
export class Assistant extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'Assistant');
    const fn = new FeatureFunction(this, 'assistant', {
      errorImpact: 'Customers get no answer of the assistant. Their messages are in the inbox, and answering is tried again.',
      timeout: data.assistantTurns.workerTimeout,
    });
    // also to set when a turn that waits for a model comes back
    data.assistantTurns.fillFrom(fn);
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.outbound.fillFrom(fn);
    data.notices.fillFrom(fn);
    askModelsFrom(fn);
    realtime.pushFrom(fn);
    new FifoWorker(this, data.assistantTurns, fn);
  }
}
