import { me } from '../../contract/session.ts';
import { getUser } from '../_data/membership.ts';
import { getRegistration } from '../_data/registration.ts';
import { api } from '../_shared/http.ts';
import { platformTable } from '../_shared/tenant.ts';
import { placesOf } from './places.ts';

export const handler = api(me, {
  get: async ({ sub, now }) => {
    const table = platformTable();
    const { memberships, platformAdmin } = await getUser(table, sub);
    return {
      email: platformAdmin ?? memberships[0]?.email ?? '',
      platformAdmin: platformAdmin !== undefined,
      memberships: await placesOf(memberships, (tenant) => getRegistration(table, tenant), now),
    };
  },
});
