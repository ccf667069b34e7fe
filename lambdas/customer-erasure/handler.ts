import type { Context } from 'aws-lambda';
import { TenantId } from '../../contract/ids.ts';
import { erasingHashes } from '../_data/cursor-key.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { assumeFor, credentialCache, platformTable, tenantCredentials, tenantTable } from '../_shared/tenant.ts';
import { eraseDue } from './erase-due.ts';
import { tenantFiles } from './files.ts';
import { allTenants, Reapply, reapplyErasures } from './record.ts';

const eraser = credentialCache((tenant) => assumeFor(tenant, env('ERASURE_ROLE_ARN')), now);
const files = tenantFiles(env('MEDIA_BUCKET'), { eraser, tenantRole: tenantCredentials });
/** For what is under way when time runs out. */
const needed = 10_000;

/** The schedule's event says nothing: what is due is in the table. People say `{ "reapply": ... }` after a restore. */
export const handler = (event: unknown, context: Context) => {
  const dependencies = { platform: platformTable(), storeOf: tenantTable, files };
  const asked = Reapply.safeParse(event);
  if (asked.success) {
    const { reapply } = asked.data;
    return reapplyErasures(dependencies, reapply === 'all' ? allTenants(dependencies.platform) : [TenantId.parse(reapply)]);
  }
  const hasTime = () => context.getRemainingTimeInMillis() > needed;
  return eraseDue({ ...dependencies, hashes: erasingHashes, hasTime, clock: now });
};
