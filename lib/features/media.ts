import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { twilioUrl } from '../constructs/twilio-url.ts';
import type { WorkerProps } from './props.ts';

/** Fetches the files that customers send. */
export class Media extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'Media');
    const fn = new FeatureFunction(this, 'media', {
      errorImpact: 'Pictures, voice notes and documents of customers do not show up. They are tried again for most of a day.',
      // a picture of 16 megapixels is decoded in memory; files themselves go through the disk
      memory: 1024,
      timeout: data.mediaJobs.workerTimeout,
    });
    fn.tell('graphUrl', graphUrl);
    fn.tell('twilioUrl', twilioUrl);
    // to set when a file that the provider refused for now is tried again
    fn.tell('mediaQueue', data.mediaJobs.queue.queueUrl);
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.media.nameFor(fn);
    data.transcriptions.fillFrom(fn);
    realtime.pushFrom(fn);
    new QueueWorker(this, data.mediaJobs, fn, { batchSize: 1, concurrency: settingsAt(this).mediaConcurrency });
  }
}
