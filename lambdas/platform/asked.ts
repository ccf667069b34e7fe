import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { PlatformBusiness } from '../../contract/platform.ts';
import { auditPut, type NewAuditEntry } from '../_data/audit.ts';
import { putPointer } from '../_data/platform-audit.ts';
import type { Registration } from '../_data/registration.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface PlatformDependencies {
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
}

/** Who asks, of the administrators of the platform. */
export interface Asked {
  readonly sub: string;
  /** E-mail address. */
  readonly name: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly now: number;
}

export const byPlatform = ({ sub, name }: Asked): AuditEntry['by'] => ({ type: 'platform', id: sub, name });

type What = Pick<NewAuditEntry, 'action' | 'before' | 'after'>;

/**
 * The entry for the business's own log, to be written with what it tells of; the platform's log leads to it from now on.
 */
export async function logged(
  { platform }: PlatformDependencies,
  store: TenantTable,
  { name }: Pick<Registration, 'name'>,
  asked: Asked,
  what: What,
): Promise<ReturnType<typeof auditPut>> {
  const thing = { type: 'business', id: store.tenant, name };
  const entry = { ...what, by: byPlatform(asked), thing, from: asked.sourceIp, requestId: asked.requestId };
  const put = auditPut(store, entry, asked.now);
  await putPointer(platform, store.tenant, put);
  return put;
}

/** A row of the console. */
export const consoleRow = (registration: Registration): PlatformBusiness => {
  const { tenant, name, slug, status, plan, createdAt, suspendedFor, deletedAfter, version } = registration;
  return {
    id: tenant,
    name,
    slug,
    status,
    plan,
    createdAt: new Date(createdAt).toISOString(),
    ...(suspendedFor !== undefined && { suspendedFor }),
    ...(deletedAfter !== undefined && { deletedAfter: new Date(deletedAfter).toISOString() }),
    version,
  };
};
