import type { Colleague } from '../../contract/work.ts';
import { employeesOf } from '../_data/employee.ts';
import type { TenantTable } from '../_shared/tenant.ts';

const most = 500;

/** Those who work here now, by name. */
export async function everybody(store: TenantTable): Promise<{ items: Colleague[] }> {
  const items: Colleague[] = [];
  for await (const { id, name, active } of employeesOf(store)) {
    if (active && items.push({ id, name }) === most) break;
  }
  return { items: items.sort((one, other) => one.name.localeCompare(other.name, 'en')) };
}
