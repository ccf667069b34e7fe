import type { EmployeeId, RoleId } from '../../contract/ids.ts';
import { type Employee, employeesOf, getEmployee } from '../_data/employee.ts';
import { copyMembership } from '../_data/membership.ts';
import { getRole, noteSpread } from '../_data/role.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { effective, personOf, type RoleRights } from './rights.ts';

export interface CopyDependencies {
  readonly store: TenantTable;
  readonly platform: PlatformTable;
}

export interface SettleDependencies extends CopyDependencies {
  /** Makes API Gateway ask the authorizer again. */
  forgetDecisions(): Promise<void>;
}

/** People copied at the same time when a role changes. */
const sideBySide = 16;

const copy = ({ store, platform }: CopyDependencies, employee: Employee, { permissions, custom }: RoleRights) => {
  const { sub, id, name, email, role, overrides, active, version } = employee;
  return copyMembership(platform, {
    sub,
    tenant: store.tenant,
    employeeId: id,
    name,
    email,
    role,
    permissions: effective(permissions, overrides),
    active,
    version,
    ...(custom && { roleVersion: custom.version }),
  });
};

/**
 * Copies what somebody may do to where sign-in looks, as it is now. Safe to repeat at any time by anybody: an older copy
 * never replaces a newer one.
 */
export async function copyPerson(
  dependencies: CopyDependencies,
  id: EmployeeId,
): Promise<{ readonly employee: Employee; readonly copied: 'written' | 'there' } | undefined> {
  const employee = await getEmployee(dependencies.store, id);
  if (employee === undefined) return undefined;
  const { rights } = await personOf(dependencies.store, employee);
  return { employee, copied: await copy(dependencies, employee, rights) };
}

/**
 * Copies a role's permissions to everybody who has it, and notes that it did. Begun again after a crash, it finds what is
 * done by the copies themselves. Whoever is given the role meanwhile is copied by whoever gives it: that transaction is on
 * the condition of the role's version, so it comes either before this reads the list, or after the change of the role.
 */
export async function copyRole(dependencies: CopyDependencies, id: RoleId): Promise<'spread' | 'already' | 'gone'> {
  const { store } = dependencies;
  const custom = await getRole(store, id);
  if (custom === undefined) return 'gone';
  if (custom.spread >= custom.version) return 'already';
  const rights: RoleRights = { permissions: custom.permissions, custom };
  let batch: Promise<unknown>[] = [];
  for await (const employee of employeesOf(store)) {
    if (employee.role !== id) continue;
    batch.push(copy(dependencies, employee, rights));
    if (batch.length < sideBySide) continue;
    await Promise.all(batch);
    failPoint('roles.between-copies');
    batch = [];
  }
  await Promise.all(batch);
  await noteSpread(store, id, custom.version);
  return 'spread';
}

/**
 * The rest of a change of somebody, by whoever made it: from the next call on it counts. `memberships` follows the table's
 * stream and does the same should this process die, or not reach API Gateway.
 */
export async function settlePerson(dependencies: SettleDependencies, id: EmployeeId): Promise<void> {
  failPoint('people.before-copy');
  await copyPerson(dependencies, id);
  await forget(dependencies);
}

export async function settleRole(dependencies: SettleDependencies, id: RoleId): Promise<void> {
  failPoint('roles.before-copies');
  await copyRole(dependencies, id);
  await forget(dependencies);
}

async function forget({ store, forgetDecisions }: SettleDependencies): Promise<void> {
  await forgetDecisions().catch((error: unknown) =>
    log.warn('decisions of the authorizer were not cleared; the stream worker does it', { tenant: store.tenant }, error),
  );
}
