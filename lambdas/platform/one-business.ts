import type { TenantId } from '../../contract/ids.ts';
import type { Usage } from '../../contract/plans.ts';
import type { PlatformBusiness } from '../../contract/platform.ts';
import { getRegistration } from '../_data/registration.ts';
import { usageOf } from '../_data/usage.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import { consoleRow, type PlatformDependencies } from './asked.ts';

export async function oneBusiness(
  { platform, storeOf }: PlatformDependencies,
  tenant: TenantId,
  now: number,
): Promise<{ business: PlatformBusiness; usage: Usage } | ProblemResult> {
  // With the platform's own rights first: nobody acts for a business that is not there.
  const registration = await getRegistration(platform, tenant);
  const usage = registration && (await usageOf(storeOf(tenant), now));
  return registration && usage ? { business: consoleRow(registration), usage } : notFound();
}
