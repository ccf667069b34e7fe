import type * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import type { Employee as Answered, employees } from '../../contract/team.ts';
import { employeesOf, getEmployee } from '../_data/employee.ts';
import { listRoles } from '../_data/role.ts';
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
  const custom = new Map((await listRoles(store)).map((role) => [String(role.id), role]));
  const items: Answered[] = [];
  for await (const employee of employeesOf(store, after.data)) {
    if (active !== undefined && employee.active !== (active === 'true')) continue;
    const last = items.at(-1);
    if (items.length === limit && last) return { items, next: (await cursors()).give(asked, last.id) };
    const role = custom.get(employee.role);
    const rights: RoleRights = role
      ? { permissions: role.permissions, custom: role }
      : ((await rightsOfRole(store, employee.role)) ?? { permissions: [] });
    items.push(withoutAvatar({ employee, rights, may: new Set(effective(rights.permissions, employee.overrides)) }));
  }
  return { items };
}

export async function oneEmployee(store: TenantTable, id: EmployeeId): Promise<Answered | ProblemResult> {
  const employee = await getEmployee(store, id);
  return employee ? answerOf(store, await personOf(store, employee)) : notFound();
}
