import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { voiceJobsOf } from '../constructs/tenant-role.ts';
import type { WorkerProps } from './props.ts';

/** Has voice notes written down. */
export class Transcription extends Construct {
  constructor(scope: Construct, { data, realtime }: WorkerProps) {
    super(scope, 'Transcription');
    const fn = new FeatureFunction(this, 'transcription', {
      errorImpact: 'Voice notes are not written down. They can be listened to, and are tried again.',
      // a recording of 16 MB, and the form it is sent in
      memory: 512,
      timeout: data.transcriptions.workerTimeout,
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    data.media.nameFor(fn);
    data.table.allowPlatformItems(fn, 'VOICE', ['DeleteItem', 'PutItem']);
    // to look after jobs that were started
    data.transcriptions.fillFrom(fn);
    // on a laptop its origin is that of the stage, which may be asked too
    fn.tell('graphUrl', graphUrl);
    fn.tell('voiceJobs', voiceJobsOf(this));
    fn.tell('transcribePrice', String(settingsAt(this).transcribeMicrosPerMinute));
    realtime.pushFrom(fn);
    new QueueWorker(this, data.transcriptions, fn, { batchSize: 1 });
  }
}
