import { TranscriptionJob, transcriptionReceives } from '../../contract/queues.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { jobWorker } from '../_shared/job-queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import { signedJobSender, signedVisibility } from '../_shared/signed-queue.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { choose } from './choose.ts';
import { lookAfter } from './look.ts';
import { transcribe } from './transcribe.ts';

const queueUrl = env('TRANSCRIPTION_QUEUE_URL');
const engines = choose(process.env);
const common = {
  jobs: platformTable(),
  push: pushTo(connections(env('REALTIME_ENDPOINT'))),
  send: signedJobSender(queueUrl, process.env),
  clock: now,
  random: Math.random,
  jobPrefix: env('VOICE_JOB_PREFIX'),
};

export const handler = jobWorker(
  TranscriptionJob,
  (job, receiveCount, { awsRequestId }) => {
    const store = tenantTable(job.tenant);
    if (job.look) return lookAfter({ ...common, store, transcriber: engines.transcribe }, job, job.look);
    const last = receiveCount >= transcriptionReceives;
    const transcriber = engines.chosenBy(job.tenant);
    return transcribe({ ...common, store, transcriber }, job, { receiveCount, holder: awsRequestId, last });
  },
  signedVisibility(queueUrl, process.env),
);
