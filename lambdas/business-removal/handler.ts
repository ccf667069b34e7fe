import type { Context } from 'aws-lambda';
import { closeConnections } from '../_businesses/close-connections.ts';
import { authorizerCache } from '../_shared/authorizer-cache.ts';
import { now } from '../_shared/clock.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { open } from '../_shared/secrets.ts';
import { assumeFor, credentialCache, platformTable, tableOf, tenantTable } from '../_shared/tenant.ts';
import { metaAccount } from '../_whatsapp/meta/account.ts';
import { businessFiles } from './erase-files.ts';
import { Reapply, reapplyRemovals, removalRecords } from './records.ts';
import { removeDue } from './remove-due.ts';

const sockets = connections(env('REALTIME_ENDPOINT'));
const graphUrl = env('GRAPH_URL');
const removalRights = credentialCache((tenant) => assumeFor(tenant, env('REMOVAL_ROLE_ARN')), now);
/** For what is under way when time runs out. */
const needed = 10_000;

const records = removalRecords(env('MEDIA_BUCKET'));
const forgetDecisions = authorizerCache();

/** The schedule's event says nothing: what is due is in the table. People say `{ "reapply": "all" }` after a restore. */
export const handler = (event: unknown, context: Context) => {
  if (Reapply.safeParse(event).success)
    return reapplyRemovals({ platform: platformTable(), records, forgetDecisions, clock: now });
  return removeDue({
    platform: platformTable(),
    storeOf: tenantTable,
    logOf: (tenant) => tableOf(tenant, removalRights),
    files: businessFiles(env('MEDIA_BUCKET'), removalRights),
    closeAll: (store) => closeConnections(sockets, store, () => true, now()),
    records,
    forgetDecisions,
    open,
    account: (accessToken) => metaAccount({ graphUrl, accessToken }),
    hasTime: () => context.getRemainingTimeInMillis() > needed,
    clock: now,
  });
};
