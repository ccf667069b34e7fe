import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import { twilioUrl } from '../constructs/twilio-url.ts';
import type { WorkerProps } from './props.ts';

/** Sends what employees wrote. */
export class Outbound extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'Outbound');
    const fn = new FeatureFunction(this, 'outbound', {
      errorImpact: 'Answers do not reach customers. Employees see them as queued; they are tried again.',
      timeout: data.outbound.workerTimeout,
    });
    fn.tell('graphUrl', graphUrl);
    fn.tell('twilioUrl', twilioUrl);
    // to set when an answer that the provider refused for now comes back
    fn.tell('outboundQueue', data.outbound.queue.queueUrl);
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.media.nameFor(fn);
    // Twilio fetches files from where browsers do
    data.mediaOrigin.nameFor(fn);
    realtime.pushFrom(fn);
    new FifoWorker(this, data.outbound, fn);
  }
}
