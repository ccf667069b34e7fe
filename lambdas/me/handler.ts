import { me } from '../../contract/session.ts';
import { getUser } from '../_data/membership.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';

/** Memberships that have ended are not shown. */
export const handler = api(me, {
  get: async ({ sub }) => {
    const { memberships, platformAdmin } = await getUser(platformTable(), sub);
    return {
      email: memberships[0]?.email ?? '',
      platformAdmin,
      memberships: memberships
        .filter(({ active }) => active)
        .map(({ tenant, business, employeeId, name, role, permissions }) => ({
          business: { id: tenant, ...business },
          employeeId,
          name,
          role,
          permissions,
        })),
    };
  },
});
