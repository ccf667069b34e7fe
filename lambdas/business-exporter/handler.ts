import type { Context } from 'aws-lambda';
import { ExportJob, exportReceives } from '../../contract/queues.ts';
import { endings } from '../_businesses/ended.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { type Delivery, fifoSender, fifoWorker } from '../_shared/queue.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { exportFiles } from '../_transfer/export-files.ts';
import { giveUp, writeExport } from './write-export.ts';

const files = exportFiles(env('MEDIA_BUCKET'), tenantCredentials, process.env);
const enqueue = fifoSender(env('EXPORTS_QUEUE_URL'));

const isEnded = endings();

const work = (context: Context) => ({
  async handle(job: ExportJob, { receiveCount }: Delivery) {
    const store = tenantTable(job.tenant);
    if (await isEnded(store, now())) return;
    const remaining = () => context.getRemainingTimeInMillis();
    try {
      await writeExport({ store, files, enqueue, clock: now, remaining }, job);
    } catch (error) {
      if (receiveCount >= exportReceives) await giveUp(store, job, now());
      throw error;
    }
  },
});

export const handler = fifoWorker(ExportJob, work, { receives: exportReceives });
