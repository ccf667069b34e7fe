import { media } from '../../contract/media.ts';
import { mediaStorage } from '../_media/storage.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { signedJobSender } from '../_shared/signed-queue.ts';
import { tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { linksFor } from './links.ts';
import { fetchAgain } from './retry.ts';

const storage = mediaStorage(env('MEDIA_BUCKET'), tenantCredentials, process.env, env('MEDIA_ORIGIN'));
const send = signedJobSender(env('MEDIA_QUEUE_URL'), process.env);
const push = pushTo(connections(env('REALTIME_ENDPOINT')));

export const handler = api(media, {
  links: ({ tenant, params, body, now }) => linksFor({ store: tenantTable(tenant), storage }, params.id, body.items, now),
  retry: ({ tenant, params, now }) => fetchAgain({ store: tenantTable(tenant), send, push }, params.id, params.messageId, now),
});
