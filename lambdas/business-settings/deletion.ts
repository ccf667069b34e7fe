import type { AuditAction } from '../../contract/audit.ts';
import type { Business as ShownBusiness } from '../../contract/businesses.ts';
import { changeRegistration, type RegistrationDecision } from '../_businesses/change-registration.ts';
import { shownBusiness } from '../_businesses/shown.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { type Business, getBusiness } from '../_data/business.ts';
import { listExports } from '../_data/export.ts';
import { getRegistration, type Registration } from '../_data/registration.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { Asked } from './update.ts';

const dayMs = 24 * 3_600_000;
/** How long people can think better of it. */
export const graceMs = 30 * dayMs;
const exportGoodMs = dayMs;
/** Of the newest ones, some may have failed. */
const exportsLookedAt = 20;

type Change = RegistrationDecision<ShownBusiness> | { readonly unchanged: ShownBusiness } | ProblemResult;

/** Everything of the business goes when the time of grace is over. Asking again changes nothing. */
export const requestDeletion = (
  store: TenantTable,
  platform: PlatformTable,
  asked: Asked & { readonly slug: string },
): Promise<ShownBusiness | ProblemResult> =>
  changing(store, platform, async (was, business): Promise<Change> => {
    if (asked.slug !== was.slug) {
      return problem('invalid-body', 'Type the address of this business.', [{ path: 'slug', message: 'Not its address' }]);
    }
    if (was.deletedAfter !== undefined) return { unchanged: shownBusiness(was, business) };
    const exports = await listExports(store, { limit: exportsLookedAt, now: asked.now });
    const good = exports.some(
      ({ state, finishedAt }) => state === 'done' && finishedAt !== undefined && finishedAt >= asked.now - exportGoodMs,
    );
    if (!good) {
      return problem('conflict', 'Export the business first: the last finished export may be a day old at most.');
    }
    const change = { status: 'deleting', deletedAfter: asked.now + graceMs } as const;
    return decided(store, was, business, change, 'business.deletion-requested', asked);
  });

/** Until the time is over and the removal has begun. */
export const cancelDeletion = (
  store: TenantTable,
  platform: PlatformTable,
  asked: Asked,
): Promise<ShownBusiness | ProblemResult> =>
  changing(store, platform, async (was, business): Promise<Change> => {
    if (was.removing) return problem('conflict', 'It is too late: the business is being deleted.');
    if (was.deletedAfter === undefined) return { unchanged: shownBusiness(was, business) };
    const change = { status: 'active', deletedAfter: undefined } as const;
    return decided(store, was, business, change, 'business.deletion-cancelled', asked);
  });

const changing = (
  store: TenantTable,
  platform: PlatformTable,
  decide: (was: Registration, business: Business) => Promise<Change>,
): Promise<ShownBusiness | ProblemResult> =>
  changeRegistration<ShownBusiness>(store, platform, async () => {
    const [was, business] = await Promise.all([getRegistration(store, store.tenant), getBusiness(store)]);
    return was && business ? decide(was, business) : notFound();
  });

function decided(
  store: TenantTable,
  was: Registration,
  business: Business,
  change: { readonly status: Registration['status']; readonly deletedAfter: number | undefined },
  action: AuditAction,
  { employee, sourceIp, requestId, now }: Asked,
): RegistrationDecision<ShownBusiness> {
  const told = ({ status, deletedAfter }: typeof change) => ({
    status,
    deletedAfter: deletedAfter && new Date(deletedAfter).toISOString(),
  });
  const entry = {
    action,
    by: byEmployee(employee),
    thing: { type: 'business', id: store.tenant, name: was.name },
    before: told({ status: was.status, deletedAfter: was.deletedAfter }),
    after: told(change),
    from: sourceIp,
    requestId,
  };
  return {
    was,
    change,
    writes: [auditPut(store, entry, now)],
    result: (registration) => shownBusiness(registration, business),
  };
}
