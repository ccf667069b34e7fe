import type * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import type { Employee as Answered, employees } from '../../contract/team.ts';
import { type Employee, employeesOf, getEmployee } from '../_data/employee.ts';
import { listRoles } from '../_data/role.ts';
import { seenBetween } from '../_data/seen.ts';
import { effective, personOf, type RoleRights, rightsOfRole } from '../_people/rights.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { answerOf, withoutAvatar } from './answer.ts';

type Query = z.output<typeof employees.routes.list.query>;

/** In the order they came. Pictures are left out: a page of them would be megabytes. */
export async function listEmployees(
  store: TenantTable,
  { limit, cursor, active }: Query,
  cursors: () => Promise<Cursors>,
): Promise<{ items: Answered[]; next?: string } | ProblemResult> {
  const asked = { list: 'employees', active };
  const place = cursor === undefined ? undefined : (await cursors()).take(asked, cursor);
  const after = EmployeeId.safeParse(place);
  if (cursor !== undefined && !after.success) return problem('invalid-query', 'Begin the list anew: this is no place in it.');
  const people: Employee[] = [];
  // One more than asked for, to know whether the list goes on.
  for await (const employee of employeesOf(store, { after: after.data, pageSize: limit + 1 })) {
    if (active !== undefined && employee.active !== (active === 'true')) continue;
    people.push(employee);
    if (people.length > limit) break;
  }
  const page = people.slice(0, limit);
  const [first, last] = [page.at(0), page.at(-1)];
  if (!first || !last) return { items: [] };
  const [roles, seen] = await Promise.all([listRoles(store), seenBetween(store, first.id, last.id)]);
  const custom = new Map(roles.map((role) => [String(role.id), role]));
  const items = await Promise.all(
    page.map(async (employee) => {
      const role = custom.get(employee.role);
      const rights: RoleRights = role
        ? { permissions: role.permissions, custom: role }
        : ((await rightsOfRole(store, employee.role)) ?? { permissions: [] });
      const may = new Set(effective(rights.permissions, employee.overrides));
      return withoutAvatar({ employee, rights, may }, seen.get(employee.id));
    }),
  );
  return { items, ...(people.length > limit && { next: (await cursors()).give(asked, last.id) }) };
}

export async function oneEmployee(store: TenantTable, id: EmployeeId): Promise<Answered | ProblemResult> {
  const employee = await getEmployee(store, id);
  return employee ? answerOf(store, await personOf(store, employee)) : notFound();
}
