import { permissions } from '../../contract/permissions.ts';
import type { Employee as Answered } from '../../contract/team.ts';
import { getAvatar } from '../_data/avatar.ts';
import { seenBetween } from '../_data/seen.ts';
import type { Person } from '../_people/rights.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** `seen`: when the person was last here, if that is known. What the person's own row says of it came with an import. */
export function withoutAvatar({ employee, may }: Person, seen: number | undefined): Answered {
  const { id, name, email, role, overrides, language, active, joinedAt, version } = employee;
  const lastSeenAt = seen ?? employee.lastSeenAt;
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

export async function answerOf(store: TenantTable, person: Person): Promise<Answered> {
  const { id } = person.employee;
  const [avatar, seen] = await Promise.all([getAvatar(store, id), seenBetween(store, id, id)]);
  return { ...withoutAvatar(person, seen.get(id)), avatar };
}
