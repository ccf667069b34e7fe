import { KnowledgeJob } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { jobWorker } from '../_shared/job-queue.ts';
import { signedVisibility } from '../_shared/signed-queue.ts';
import { platformTable, tenantTable } from '../_shared/tenant.ts';
import { readSource } from './read-source.ts';

const fetch = guardedFetch({ trustedOrigin: env('STAGE') === 'local' ? new URL(env('GRAPH_URL')).origin : undefined });
const isEnded = endings();

export const handler = jobWorker(
  KnowledgeJob,
  async (job, receiveCount) => {
    const store = tenantTable(job.tenant);
    if (await isEnded(store, now())) return 'done';
    return readSource({ store, platform: platformTable(), fetch, now: now() }, job, receiveCount);
  },
  signedVisibility(env('KNOWLEDGE_QUEUE_URL'), process.env),
);
