import { permissions } from '../../contract/permissions.ts';
import type { Employee as Answered } from '../../contract/team.ts';
import { getAvatar } from '../_data/avatar.ts';
import type { Person } from '../_people/rights.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export function withoutAvatar({ employee, may }: Person): Answered {
  const { id, name, email, role, overrides, language, active, joinedAt, lastSeenAt, version } = employee;
  return {
    id,
    name,
    email,
    role,
    overrides,
    permissions: permissions.filter((one) => may.has(one)),
    language,
    active,
    joinedAt: new Date(joinedAt).toISOString(),
    lastSeenAt: lastSeenAt === undefined ? undefined : new Date(lastSeenAt).toISOString(),
    version,
  };
}

export const answerOf = async (store: TenantTable, person: Person): Promise<Answered> => ({
  ...withoutAvatar(person),
  avatar: await getAvatar(store, person.employee.id),
});
