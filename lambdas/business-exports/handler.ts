import { businessExports } from '../../contract/businesses.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { fifoSender } from '../_shared/queue.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { exportFiles } from '../_transfer/export-files.ts';
import { exportRoutes } from './export-routes.ts';

export const handler = api(
  businessExports,
  exportRoutes({
    storeOf: tenantTable,
    cursorsOf,
    enqueue: fifoSender(env('EXPORTS_QUEUE_URL')),
    files: exportFiles(env('MEDIA_BUCKET'), tenantCredentials, process.env),
  }),
);
