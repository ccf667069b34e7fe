import { RoleId, type TenantId } from '../../contract/ids.ts';
import { type Permission, permissions, SystemRole, systemRoles } from '../../contract/permissions.ts';
import type { Overrides, RoleRef } from '../../contract/team.ts';
import { type Employee, getEmployee } from '../_data/employee.ts';
import { employeeKey, roleKey } from '../_data/keys.ts';
import { type CustomRole, getRole } from '../_data/role.ts';
import type { Read } from '../_data/transact.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** What a role allows. `custom`: the role as read, when the business made it itself. */
export interface RoleRights {
  readonly permissions: readonly Permission[];
  readonly custom?: CustomRole;
}

/** Undefined: there is no such role. A read unit for a custom one. */
export async function rightsOfRole(store: TenantTable, role: RoleRef): Promise<RoleRights | undefined> {
  const system = SystemRole.safeParse(role);
  if (system.success) return { permissions: systemRoles[system.data] };
  const id = RoleId.safeParse(role);
  const custom = id.success ? await getRole(store, id.data) : undefined;
  return custom && { permissions: custom.permissions, custom };
}

/** Role and exceptions together, in the order of the list of permissions. What is denied is denied whoever grants it. */
export const effective = (ofRole: readonly Permission[], { grant, deny }: Overrides): Permission[] =>
  permissions.filter((one) => (ofRole.includes(one) || grant.includes(one)) && !deny.includes(one));

/** Somebody of the business with what they may do, as the table says now. */
export interface Person {
  readonly employee: Employee;
  readonly rights: RoleRights;
  readonly may: ReadonlySet<Permission>;
}

export async function personOf(store: TenantTable, employee: Employee): Promise<Person> {
  // A role goes only when nobody has it.
  const rights = (await rightsOfRole(store, employee.role)) ?? { permissions: [] };
  return { employee, rights, may: new Set(effective(rights.permissions, employee.overrides)) };
}

/** What a decision about or by this person was based on. */
export const readsOf = (tenant: TenantId, { employee, rights }: Person): Read[] => [
  { key: employeeKey(tenant, employee.id), version: employee.version },
  ...readsOfRole(tenant, rights),
];
export const readsOfRole = (tenant: TenantId, { custom }: RoleRights): Read[] =>
  custom ? [{ key: roleKey(tenant, custom.id), version: custom.version }] : [];

/** Whoever makes a change, read anew: what the request was let in with may have been taken away meanwhile. */
export async function actingPerson(store: TenantTable, id: Employee['id'], needed: Permission): Promise<Person | ProblemResult> {
  const employee = await getEmployee(store, id);
  const person = employee?.active ? await personOf(store, employee) : undefined;
  if (person?.may.has(needed)) return person;
  return problem('forbidden', `Your role does not include ${needed}. Ask an administrator of the business for it.`);
}

/** Nobody gives what they do not have themselves. */
export function refuseGiving({ may }: Pick<Person, 'may'>, given: Iterable<Permission>): ProblemResult | undefined {
  const lacking = [...given].filter((one) => !may.has(one));
  if (lacking.length === 0) return undefined;
  return problem('forbidden', `You cannot give what you do not have yourself: ${lacking.join(', ')}.`);
}

/** Keeps the last one who may do everything: neither deactivated, nor given another role or exceptions. */
export const isAdministrator = ({ active, role, overrides }: Employee): boolean =>
  active && role === 'admin' && overrides.deny.length === 0;
