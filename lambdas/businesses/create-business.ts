import type { Business, BusinessProfile } from '../../contract/businesses.ts';
import type { TenantId } from '../../contract/ids.ts';
import { found, slugTaken } from '../_businesses/found.ts';
import { claimFounding, mostFounded, releaseFounding } from '../_data/founded.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface CreateDependencies {
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  /** E-mail address of an account; undefined when it has been removed. */
  emailOf(sub: string): Promise<string | undefined>;
}

export interface NewBusiness {
  readonly tenant: TenantId;
  readonly sub: string;
  readonly body: BusinessProfile & { readonly employeeName: string };
  readonly from: string;
  readonly requestId: string;
  readonly now: number;
}

/** A business of one's own, on the free plan. */
export async function createBusiness(
  { platform, storeOf, emailOf }: CreateDependencies,
  { tenant, sub, body, from, requestId, now }: NewBusiness,
): Promise<Business | ProblemResult> {
  const { employeeName: name, ...profile } = body;
  const email = await emailOf(sub);
  if (email === undefined) return problem('signed-out', 'Your account is not there any more.');
  const place = await claimFounding(platform, sub, tenant, now);
  if (place === 'too-many') {
    return problem('limit-reached', `You have made ${mostFounded} businesses. Delete one, or ask us for more.`);
  }
  const founded = await found(storeOf(tenant), platform, {
    profile,
    plan: 'free',
    // Of the person too: nobody gets another's business by its id.
    madeFrom: hashOf({ sub, body }),
    founder: { sub, email, name },
    by: { type: 'employee', id: tenant, name },
    from,
    requestId,
    now,
  });
  if (founded !== 'slug-taken' && !isProblem(founded)) return founded.business;
  if (place === 'claimed') await releaseFounding(platform, sub, tenant);
  return founded === 'slug-taken' ? slugTaken() : founded;
}
