import type { EmployeeId, RoleId } from '../../contract/ids.ts';
import { type Employee, employeesOf, getEmployee } from '../_data/employee.ts';
import { copyMembership } from '../_data/membership.ts';
import { type CustomRole, getRole, noteSpread, noteSpreading } from '../_data/role.ts';
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
/** People after whom it is noted how far copying a role has come: a second's work, and one write more for so many. */
const peopleInAStep = 250;

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
 * Copies a role's permissions to everybody who has it, and notes that it did. It notes on the way how far it came, so that
 * whoever goes on after a crash, or because time was up, does not begin anew: every try gets further, however many people
 * there are. Whoever is given the role meanwhile is copied by whoever gives it: that transaction is on the condition of the
 * role's version, so it comes either before this reads the list, or after the change of the role.
 */
export async function copyRole(
  dependencies: CopyDependencies,
  id: RoleId,
  step = peopleInAStep,
): Promise<'spread' | 'already' | 'gone'> {
  const { store } = dependencies;
  let custom = await getRole(store, id);
  while (custom !== undefined) {
    if (custom.spread >= custom.version) return 'already';
    const last = await copyStep(dependencies, custom, step);
    if (last === undefined) {
      await noteSpread(store, id, custom.version);
      return 'spread';
    }
    custom = await noteSpreading(store, custom, last);
  }
  return 'gone';
}

/** Copies to as many people as a step has; answers the last of them, undefined when nobody is left. */
async function copyStep(dependencies: CopyDependencies, custom: CustomRole, step: number): Promise<EmployeeId | undefined> {
  const { id, permissions, spreading, version } = custom;
  const after = spreading?.version === version ? spreading.after : undefined;
  const holders: Employee[] = [];
  for await (const employee of employeesOf(dependencies.store, { after, pageSize: step })) {
    if (employee.role === id) holders.push(employee);
    if (holders.length === step) break;
  }
  for (let begin = 0; begin < holders.length; begin += sideBySide) {
    if (begin > 0) failPoint('roles.between-copies');
    const some = holders.slice(begin, begin + sideBySide);
    await Promise.all(some.map((employee) => copy(dependencies, employee, { permissions, custom })));
  }
  return holders.length < step ? undefined : holders.at(-1)?.id;
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
