import * as z from 'zod';
import { TenantId } from '../../contract/ids.ts';
import { pageOfEntries } from '../_data/platform-index.ts';
import { getRegistration } from '../_data/registration.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { type RewrapDependencies, rewrapBusiness } from './rewrap-business.ts';

/** `{}`: all businesses; `{ tenant }`: one; `{ after }`: go on where an answer said `next`. */
export const Request = z.strictObject({ tenant: TenantId.optional(), after: z.string().max(200).optional() });
export type Request = z.infer<typeof Request>;

export interface Report {
  readonly businesses: number;
  readonly secrets: number;
  /** Businesses whose secrets could not all be sealed anew: the log says why. Run it for each of them. */
  readonly failed: readonly TenantId[];
  /** There is more to do: call again with it as `after`. */
  readonly next?: string;
}

export interface AllDependencies extends RewrapDependencies {
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  /** Whether there is time for one more business. */
  hasTime(): boolean;
  /** Milliseconds. */
  readonly clock: () => number;
}

const pageSize = 100;

/** Business by business, each with its own credentials. One that fails does not keep the others from their turn. */
export async function rewrap(dependencies: AllDependencies, { tenant, after }: Request): Promise<Report> {
  const { platform, hasTime } = dependencies;
  const failed: TenantId[] = [];
  const count = { businesses: 0, secrets: 0, failed };
  if (tenant !== undefined) {
    await one(dependencies, tenant, count);
    return count;
  }
  for (let place = after; ; ) {
    const page = await pageOfEntries(platform, 'all', { after: place || undefined, limit: pageSize });
    for (const entry of page.entries) {
      if (!hasTime()) return { ...count, next: place ?? '' };
      await one(dependencies, entry.tenant, count);
      place = entry.at;
    }
    if (!page.more) return count;
  }
}

async function one(
  dependencies: AllDependencies,
  tenant: TenantId,
  count: { businesses: number; secrets: number; failed: TenantId[] },
): Promise<void> {
  const { storeOf, clock } = dependencies;
  try {
    const store = storeOf(tenant);
    const registration = await getRegistration(store, tenant);
    // A list may still have what is gone by now.
    if (!registration) return;
    const secrets = await rewrapBusiness(dependencies, store, registration, clock());
    count.businesses += 1;
    count.secrets += secrets;
    log.info('the secrets of a business are sealed anew', { tenant, count: secrets });
  } catch (error) {
    count.failed.push(tenant);
    log.error('the secrets of a business are not all sealed anew', { tenant }, error);
  }
}
