import type { Business as ShownBusiness } from '../../contract/businesses.ts';
import { BusinessProfile } from '../../contract/businesses.ts';
import type { Business } from '../_data/business.ts';
import type { Registration } from '../_data/registration.ts';

const instant = (ms: number): string => new Date(ms).toISOString();

/** A business as it sees itself: what it says of itself, and what the platform says of it. */
export function shownBusiness(registration: Registration, business: Business): ShownBusiness {
  const { tenant, status, plan, createdAt, deletedAfter } = registration;
  return {
    id: tenant,
    ...BusinessProfile.strip().parse(business),
    status,
    plan,
    createdAt: instant(createdAt),
    ...(deletedAfter !== undefined && { deletedAfter: instant(deletedAfter) }),
    version: business.version,
  };
}
