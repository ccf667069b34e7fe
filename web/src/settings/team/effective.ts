import type { Permission } from '../../../../contract/permissions.ts';
import type { Overrides } from '../../../../contract/team.ts';
import { allPermissions } from '../permission-areas.ts';

export type Exception = 'role' | 'granted' | 'denied';

/** What role and exceptions come to. A denial wins. */
export const effective = (role: readonly Permission[], { grant, deny }: Overrides): Permission[] =>
  allPermissions.filter((one) => (role.includes(one) || grant.includes(one)) && !deny.includes(one));

export const exceptionOf = (permission: Permission, { grant, deny }: Overrides): Exception =>
  deny.includes(permission) ? 'denied' : grant.includes(permission) ? 'granted' : 'role';

export function withException(overrides: Overrides, permission: Permission, exception: Exception): Overrides {
  const without = (some: readonly Permission[]): Permission[] => some.filter((one) => one !== permission);
  const ordered = (some: readonly Permission[]): Permission[] => allPermissions.filter((one) => some.includes(one));
  const [grant, deny] = [without(overrides.grant), without(overrides.deny)];
  return {
    grant: ordered(exception === 'granted' ? [...grant, permission] : grant),
    deny: ordered(exception === 'denied' ? [...deny, permission] : deny),
  };
}

/** Nobody gives what they do not have. What somebody has already may stay. */
export const mayGrant = (permission: Permission, mine: readonly Permission[], had: readonly Permission[]): boolean =>
  mine.includes(permission) || had.includes(permission);

/** A role can be given by those who may do all of it. */
export const mayGive = (role: readonly Permission[], mine: readonly Permission[]): boolean =>
  role.every((one) => mine.includes(one));
