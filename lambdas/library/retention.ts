import type { Retention } from '../../contract/library.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { getRetention, retentionChange } from '../_data/retention.ts';
import { transact } from '../_data/transact.ts';
import { changed } from '../_shared/http-versions.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

interface Asked {
  readonly body: Omit<Retention, 'version'>;
  readonly ifMatch: number;
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
}

/** Of files that arrive from now on. */
export async function changeRetention(store: TenantTable, asked: Asked): Promise<Retention | ProblemResult> {
  const { body, ifMatch, now } = asked;
  const was = await getRetention(store);
  if (was.version !== ifMatch) return changed();
  const entry = {
    action: 'media.retention-changed' as const,
    by: byEmployee(asked.employee),
    thing: { type: 'business', id: store.tenant, name: 'Files' },
    before: { customer: was.customer, business: was.business },
    after: body,
    from: asked.sourceIp,
    requestId: asked.requestId,
  };
  const written = await transact(store, [retentionChange(store, was, body), auditPut(store, entry, now)]);
  return written === 'refused' ? changed() : { ...body, version: was.version + 1 };
}
