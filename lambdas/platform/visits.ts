import type * as z from 'zod';
import { EmployeeId, type TenantId } from '../../contract/ids.ts';
import type { Impersonation } from '../../contract/platform.ts';
import { getRegistration } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import { beginVisit, endVisit } from '../_data/visit.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { type Asked, logged } from './asked.ts';
import type { StandingDependencies } from './standing.ts';

export const visitMs = 60 * 60_000;

type Dependencies = Omit<StandingDependencies, 'closeAll'>;

/** In the log before it begins: a visit that nobody can read of never was. */
export async function impersonate(
  dependencies: Dependencies,
  tenant: TenantId,
  reason: string,
  asked: Asked,
): Promise<z.infer<typeof Impersonation> | ProblemResult> {
  const { platform, storeOf, forgetDecisions } = dependencies;
  const store = storeOf(tenant);
  const registration = await getRegistration(store, tenant);
  if (!registration || registration.removing) return notFound();
  const until = new Date(asked.now + visitMs).toISOString();
  const after = { reason, until };
  await transact(store, [await logged(dependencies, store, registration, asked, { action: 'impersonation.begun', after })]);
  failPoint('platform.after-visit-log');
  const visit = {
    sub: asked.sub,
    tenant,
    employeeId: EmployeeId.parse(ulid(asked.now)),
    email: asked.name,
    reason,
    until: asked.now + visitMs,
  };
  if ((await beginVisit(platform, visit)) === 'works-here') {
    return problem('conflict', 'You work for this business: look at it as yourself.');
  }
  // A refusal from before the visit may still be kept.
  await forgetDecisions();
  return { business: tenant, name: registration.name, reason, until };
}

/** Ends at once. The log has said from the beginning when the visit is over at the latest. */
export async function endImpersonation(dependencies: Dependencies, tenant: TenantId, asked: Asked): Promise<undefined> {
  const { platform, storeOf, forgetDecisions } = dependencies;
  const visit = await endVisit(platform, asked.sub, tenant);
  await forgetDecisions();
  if (visit === undefined) return;
  failPoint('platform.after-visit-end');
  const store = storeOf(tenant);
  const registration = await getRegistration(store, tenant);
  if (!registration) return;
  const after = { reason: visit.impersonation?.reason };
  await transact(store, [await logged(dependencies, store, registration, asked, { action: 'impersonation.ended', after })]);
}
