import type { TenantId } from '../../contract/ids.ts';
import type { Me } from '../../contract/session.ts';
import type { Membership } from '../_data/membership.ts';
import type { Registration } from '../_data/registration.ts';

/** Where a person works now. Memberships that have ended, visits that are over and businesses that are gone are not shown. */
export async function placesOf(
  memberships: readonly Membership[],
  registrationOf: (tenant: TenantId) => Promise<Registration | undefined>,
  now: number,
): Promise<Me['memberships']> {
  const current = memberships.filter(({ active, impersonation }) => active && (!impersonation || impersonation.until > now));
  const places = await Promise.all(
    current.map(async ({ tenant, employeeId, name, role, permissions, impersonation }) => {
      const business = await registrationOf(tenant);
      if (business === undefined || business.removing !== undefined) return [];
      const { slug, name: called, timezone, languages, status, deletedAfter } = business;
      return [
        {
          business: { id: tenant, slug, name: called, timezone, languages },
          employeeId,
          name,
          role,
          permissions,
          suspended: status === 'suspended',
          ...(deletedAfter !== undefined && { deletedAfter: new Date(deletedAfter).toISOString() }),
          ...(impersonation && { impersonatedUntil: new Date(impersonation.until).toISOString() }),
        },
      ];
    }),
  );
  return places.flat();
}
