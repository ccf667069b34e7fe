import type { KnowledgeId } from '../../contract/ids.ts';
import { KnowledgeJob } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import { objects } from '../_media/objects.ts';
import { uploadKeyOf } from '../_media/storage.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { jobWorker } from '../_shared/job-queue.ts';
import { signedVisibility } from '../_shared/signed-queue.ts';
import { platformTable, tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { readSource } from './read-source.ts';

const fetch = guardedFetch({ trustedOrigin: env('STAGE') === 'local' ? new URL(env('GRAPH_URL')).origin : undefined });
const files = objects(env('MEDIA_BUCKET'), tenantCredentials, process.env);
const isEnded = endings();

export const handler = jobWorker(
  KnowledgeJob,
  async (job, receiveCount) => {
    const store = tenantTable(job.tenant);
    if (await isEnded(store, now())) return 'done';
    const fileOf = async (id: KnowledgeId): Promise<Buffer | undefined> => {
      const opened = await files.open(job.tenant, uploadKeyOf(job.tenant, id));
      return opened && Buffer.concat(await opened.body.toArray());
    };
    return readSource({ store, platform: platformTable(), fetch, fileOf, now: now() }, job, receiveCount);
  },
  signedVisibility(env('KNOWLEDGE_QUEUE_URL'), process.env),
);
