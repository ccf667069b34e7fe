import type { AuditAction } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { Plan } from '../../contract/plans.ts';
import type { PlatformBusiness } from '../../contract/platform.ts';
import { changeRegistration } from '../_businesses/change-registration.ts';
import { getRegistration, type Registration } from '../_data/registration.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type Asked, consoleRow, logged, type PlatformDependencies } from './asked.ts';

export interface StandingDependencies extends PlatformDependencies {
  /** Makes API Gateway ask the authorizer again. */
  forgetDecisions(): Promise<void>;
  /** Closes every open WebSocket of the business. */
  closeAll(store: TenantTable): Promise<void>;
}

type Answer = PlatformBusiness | ProblemResult;

/** From the next call on nobody can work. Suspending again for the same reason changes nothing. */
export async function suspend(
  dependencies: StandingDependencies,
  tenant: TenantId,
  reason: string,
  asked: Asked,
): Promise<Answer> {
  const suspended = await change(dependencies, tenant, asked, 'business.suspended', (was) =>
    was.status === 'suspended' && was.suspendedFor === reason
      ? undefined
      : { status: 'suspended', suspendedFor: reason, suspendedAt: was.suspendedAt ?? asked.now },
  );
  if (isProblem(suspended)) return suspended;
  failPoint('platform.after-suspension');
  const store = dependencies.storeOf(tenant);
  await dependencies.forgetDecisions();
  // The stream worker does it too; this is sooner, and the answer does not depend on it.
  await dependencies
    .closeAll(store)
    .catch((error: unknown) => log.warn('open pages of a suspended business are left to the stream worker', { tenant }, error));
  return suspended;
}

/** A business that was to be deleted gets the time back that it could not use. */
export async function reactivate(dependencies: StandingDependencies, tenant: TenantId, asked: Asked): Promise<Answer> {
  const reactivated = await change(dependencies, tenant, asked, 'business.reactivated', (was) => {
    if (was.status !== 'suspended') return undefined;
    const { deletedAfter, suspendedAt = asked.now } = was;
    return {
      status: deletedAfter === undefined ? 'active' : 'deleting',
      suspendedFor: undefined,
      suspendedAt: undefined,
      deletedAfter: deletedAfter && deletedAfter + Math.max(0, asked.now - suspendedAt),
    };
  });
  if (!isProblem(reactivated)) await dependencies.forgetDecisions();
  return reactivated;
}

/** What is over the limits of a smaller plan stays; nothing is added to it. */
export const changePlan = (dependencies: PlatformDependencies, tenant: TenantId, plan: Plan, asked: Asked): Promise<Answer> =>
  change(dependencies, tenant, asked, 'business.plan-changed', (was) => (was.plan === plan ? undefined : { plan }));

/** Somebody of the platform may keep a business too, until its removal has begun. */
export async function keep(dependencies: StandingDependencies, tenant: TenantId, asked: Asked): Promise<Answer> {
  const kept = await change(dependencies, tenant, asked, 'business.deletion-cancelled', (was) =>
    was.deletedAfter === undefined
      ? undefined
      : { status: was.status === 'deleting' ? 'active' : was.status, deletedAfter: undefined },
  );
  if (!isProblem(kept)) await dependencies.forgetDecisions();
  return kept;
}

type NewStanding = {
  readonly [Name in 'status' | 'plan' | 'suspendedFor' | 'suspendedAt' | 'deletedAfter']?: Registration[Name] | undefined;
};

/** `decide` answers undefined when there is nothing to change. */
function change(
  dependencies: PlatformDependencies,
  tenant: TenantId,
  asked: Asked,
  action: AuditAction,
  decide: (was: Registration) => NewStanding | undefined,
): Promise<Answer> {
  const store = dependencies.storeOf(tenant);
  return changeRegistration<PlatformBusiness>(store, dependencies.platform, async () => {
    const was = await getRegistration(store, tenant);
    if (!was || was.removing) return notFound();
    const next = decide(was);
    if (next === undefined) return { unchanged: consoleRow(was) };
    const entry = { action, before: told(was), after: told({ ...was, ...next }) };
    return {
      was,
      change: next,
      writes: [await logged(dependencies, store, was, asked, entry)],
      result: consoleRow,
    };
  });
}

const told = ({
  status,
  plan,
  suspendedFor,
  deletedAfter,
}: { readonly [Name in keyof Registration]?: Registration[Name] | undefined }) => ({
  status,
  plan,
  reason: suspendedFor,
  deletedAfter: deletedAfter && new Date(deletedAfter).toISOString(),
});
