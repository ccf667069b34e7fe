import { library } from '../../contract/library.ts';
import { cursorsOf } from '../_data/cursor-key.ts';
import { fileUsage } from '../_data/file-usage.ts';
import { getRetention } from '../_data/retention.ts';
import { objectRemover } from '../_media/remove-objects.ts';
import { mediaStorage } from '../_media/storage.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { assumeFor, credentialCache, tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { links } from './links.ts';
import { list } from './list.ts';
import { finishLeft, remove } from './remove.ts';
import { changeRetention } from './retention.ts';

const storage = mediaStorage(env('MEDIA_BUCKET'), tenantCredentials, process.env, env('MEDIA_ORIGIN'));
const remover = credentialCache((tenant) => assumeFor(tenant, env('LIBRARY_ROLE_ARN')), now);
const shared = {
  removeObjects: objectRemover(env('MEDIA_BUCKET'), remover, process.env),
  push: pushTo(connections(env('REALTIME_ENDPOINT'))),
};

export const handler = api(library, {
  list: async ({ tenant, query, now }) => {
    const store = tenantTable(tenant);
    if (query.cursor === undefined) await finishLeft({ ...shared, store, now });
    return list({ store, cursors: await cursorsOf(store, now) }, query, now);
  },
  usage: async ({ tenant, now }) => ({ kinds: [...(await fileUsage(tenantTable(tenant), now))] }),
  links: ({ tenant, body, now }) => links({ store: tenantTable(tenant), storage }, body.items, now),
  remove: (request) =>
    remove({ ...shared, store: tenantTable(request.tenant), now: request.now }, request.params.fileId, request),
  retention: ({ tenant }) => getRetention(tenantTable(tenant)),
  changeRetention: (request) => changeRetention(tenantTable(request.tenant), request),
});
