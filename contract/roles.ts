import * as z from 'zod';
import { RoleId } from './ids.ts';
import { Permission } from './permissions.ts';
import { routes } from './route.ts';
import { RoleRef } from './team.ts';

const Fields = z.strictObject({
  name: z.string().trim().min(1).max(40),
  colour: z.string().regex(/^#[0-9a-f]{6}$/, 'A colour as #1d7a5f'),
  permissions: z.array(Permission).max(40),
});

export const Role = z
  .object({
    id: RoleRef,
    ...Fields.shape,
    /** System roles are the same everywhere and cannot be changed. */
    system: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const ById = z.object({ id: RoleId });

export const roles = routes('roles', {
  list: {
    method: 'GET',
    path: '/v1/roles',
    access: 'employees.view',
    summary: 'All roles of the business (at most 54), the system ones first',
    response: z.object({ items: z.array(Role) }),
  },
  create: {
    method: 'POST',
    path: '/v1/roles',
    access: 'roles.manage',
    summary: 'Add a role (50 at most); it holds nothing that its author does not',
    creates: true,
    body: Fields,
    response: Role,
    status: 201,
  },
  update: {
    method: 'PATCH',
    path: '/v1/roles/{id}',
    access: 'roles.manage',
    summary: 'Change a role; everybody who has it may do the new things with their next call',
    ifMatch: true,
    params: ById,
    body: Fields.partial(),
    response: Role,
  },
  remove: {
    method: 'DELETE',
    path: '/v1/roles/{id}',
    access: 'roles.manage',
    summary: 'Delete a role that nobody has',
    params: ById,
  },
});
