import type { Permission } from '../../../../contract/permissions.ts';
import { allPermissions } from '../permission-areas.ts';

/**
 * Boxes that were ticked or cleared and not saved yet, by role. Kept as wishes rather than as whole sets, so that they can be
 * put on top of what a colleague saved in the meantime.
 */
export type Toggles = ReadonlyMap<string, ReadonlyMap<Permission, boolean>>;

export function toggled(
  toggles: Toggles,
  role: { id: string; permissions: readonly Permission[] },
  permission: Permission,
  on: boolean,
): Toggles {
  const next = new Map(toggles);
  const wishes = new Map(next.get(role.id));
  if (role.permissions.includes(permission) === on) wishes.delete(permission);
  else wishes.set(permission, on);
  if (wishes.size > 0) next.set(role.id, wishes);
  else next.delete(role.id);
  return next;
}

/** What the role will hold once saved. */
export const wished = (permissions: readonly Permission[], wishes: ReadonlyMap<Permission, boolean> | undefined): Permission[] =>
  allPermissions.filter((one) => wishes?.get(one) ?? permissions.includes(one));

export interface RoleFields {
  readonly name: string;
  readonly colour: string;
  readonly permissions: readonly Permission[];
}

/** What one typed, put on top of what a colleague saved in the meantime: a field or a box that one did not touch is theirs. */
export function onTopOf(base: RoleFields, theirs: RoleFields, mine: RoleFields): RoleFields {
  return {
    name: mine.name === base.name ? theirs.name : mine.name,
    colour: mine.colour === base.colour ? theirs.colour : mine.colour,
    permissions: allPermissions.filter((one) => {
      const wish = mine.permissions.includes(one);
      return wish === base.permissions.includes(one) ? theirs.permissions.includes(one) : wish;
    }),
  };
}
