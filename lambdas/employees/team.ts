import type * as z from 'zod';
import type { AuditAction } from '../../contract/audit.ts';
import type { EmployeeId } from '../../contract/ids.ts';
import type { Employee as Answered, employees } from '../../contract/team.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { changedSince, type Employee, employeeChange, employeesOf, getEmployee } from '../_data/employee.ts';
import { employeeKey } from '../_data/keys.ts';
import { roleHeld } from '../_data/role.ts';
import { seatFreed } from '../_data/seats.ts';
import { basedOn, decideAndWrite, type Read, type TransactItem } from '../_data/transact.ts';
import { type SettleDependencies, settlePerson } from '../_people/copies.ts';
import { seatFor } from '../_people/places.ts';
import {
  actingPerson,
  effective,
  isAdministrator,
  type Person,
  personOf,
  readsOf,
  readsOfRole,
  rightsOfRole,
} from '../_people/rights.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { answerOf } from './answer.ts';
import { refuseChange } from './rules.ts';

/** Who asks for a change, and of what it was made from. */
export interface Change {
  readonly by: { readonly id: EmployeeId; readonly name: string };
  readonly id: EmployeeId;
  readonly ifMatch: number;
  /** Milliseconds. */
  readonly now: number;
  readonly sourceIp: string;
  readonly requestId: string;
}

type Update = z.output<typeof employees.routes.update.body>;
type Wanted = Update & { readonly active?: boolean };

export const updateEmployee = (settle: SettleDependencies, change: Change, body: Update) =>
  changePerson(settle, change, 'employee.updated', body);
export const deactivate = (settle: SettleDependencies, change: Change) =>
  changePerson(settle, change, 'employee.deactivated', { active: false });
export const reactivate = (settle: SettleDependencies, change: Change) =>
  changePerson(settle, change, 'employee.reactivated', { active: true });

/**
 * One change of somebody by a colleague. Everything it was decided on (both people, their roles, the administrator who
 * stays) is a condition of the one transaction that makes it, so of two that contradict each other one finds the other's.
 */
async function changePerson(
  settle: SettleDependencies,
  change: Change,
  action: AuditAction,
  wanted: Wanted,
): Promise<Answered | ProblemResult> {
  const { store } = settle;
  const { by, id, ifMatch, now, sourceIp, requestId } = change;
  const done = await decideAndWrite(store, async () => {
    const actor = await actingPerson(store, by.id, 'employees.manage');
    if (isProblem(actor)) return actor;
    const was = id === by.id ? actor.employee : await getEmployee(store, id);
    if (was === undefined) return notFound();
    if (was.version !== ifMatch) return changed(changedSince(was.changedIn, ifMatch));
    const target = await personOf(store, was);
    const values = differing(was, wanted);
    if (Object.keys(values).length === 0) return { writes: [], result: target };

    const rights = values.role === undefined ? target.rights : await rightsOfRole(store, values.role);
    if (rights === undefined) {
      return problem('invalid-body', 'Choose another role.', [{ path: 'role', message: 'There is no such role' }]);
    }
    const next = employeeChange(store, was, values);
    const { employee } = next;
    const after: Person = { employee, rights, may: new Set(effective(rights.permissions, employee.overrides)) };
    const refused = refuseChange(actor, target, after);
    if (refused) return refused;
    const counted = await countedWrites(store, target, after, now);
    if (isProblem(counted)) return counted;
    const staying = await stayingAdministrator(store, actor, target, after);
    if (isProblem(staying)) return staying;

    const thing = { type: 'employee', id, name: employee.name };
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, Reflect.get(was, name)]));
    const entry = { action, by: byEmployee(by), thing, before, after: values, from: sourceIp, requestId };
    const reads = [
      ...readsOf(store.tenant, actor),
      ...readsOf(store.tenant, target),
      ...readsOfRole(store.tenant, rights),
      ...staying,
    ];
    const writes = [next.write, ...counted, auditPut(store, entry, now)];
    return { writes: basedOn(store, reads, writes), result: after };
  });
  if (isProblem(done)) return done;
  // Also when there was nothing to change: a request that is repeated finishes what the first one left.
  await settlePerson(settle, id);
  return answerOf(store, done);
}

function differing(was: Employee, wanted: Wanted): Wanted {
  const entries = Object.entries(wanted).filter(
    ([name, value]) => JSON.stringify(Reflect.get(was, name)) !== JSON.stringify(value),
  );
  return Object.fromEntries(entries);
}

/** Seats of the plan and holders of roles follow the person. */
async function countedWrites(
  store: TenantTable,
  { employee: was, rights: had }: Person,
  { employee: is, rights: has }: Person,
  now: number,
): Promise<TransactItem[] | ProblemResult> {
  const writes: TransactItem[] = [];
  if (was.role !== is.role) {
    if (had.custom) writes.push(roleHeld(store, had.custom, -1));
    if (has.custom) writes.push(roleHeld(store, has.custom, 1));
  }
  if (was.active && !is.active) writes.push(seatFreed(store));
  if (!was.active && is.active) {
    const seat = await seatFor(store, now);
    if (isProblem(seat)) return seat;
    writes.push(seat);
  }
  return writes;
}

/**
 * When this change takes an administrator away: another one who stays, as a condition. Two who take each other's role away at
 * the same moment each stay for the other, so one of them is refused.
 */
async function stayingAdministrator(
  store: TenantTable,
  actor: Person,
  { employee: was }: Person,
  { employee: is }: Person,
): Promise<Read[] | ProblemResult> {
  if (!isAdministrator(was) || isAdministrator(is)) return [];
  const other =
    was.id !== actor.employee.id && isAdministrator(actor.employee) ? actor.employee : await anotherAdministrator(store, was.id);
  if (other === undefined) {
    return problem('last-admin', 'Make somebody else an administrator first.');
  }
  return [{ key: employeeKey(store.tenant, other.id), version: other.version }];
}

async function anotherAdministrator(store: TenantTable, than: EmployeeId): Promise<Employee | undefined> {
  for await (const employee of employeesOf(store)) {
    if (employee.id !== than && isAdministrator(employee)) return employee;
  }
  return undefined;
}
