import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import { Overrides, RoleRef } from '../../contract/team.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { employeeKey } from './keys.ts';

/** A person who works, or worked, for a business: the truth that memberships are copies of. */
export const Employee = z.object({
  id: EmployeeId,
  name: z.string(),
  email: z.string(),
  role: RoleRef,
  overrides: Overrides,
  /** Of the user pool. */
  sub: z.string(),
  language: z.string().optional(),
  active: z.boolean(),
  /** Milliseconds, as `lastSeenAt`. */
  joinedAt: z.int(),
  lastSeenAt: z.int().optional(),
  /** Grows with every change of what the person may do or is called. */
  version: z.int(),
});
export type Employee = z.infer<typeof Employee>;

export async function getEmployee({ tenant, client, table }: TenantTable, id: EmployeeId): Promise<Employee | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: employeeKey(tenant, id) }));
  return Item && Employee.parse(Item);
}

export async function putEmployee({ tenant, client, table }: TenantTable, employee: Employee): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...employeeKey(tenant, employee.id), ...employee } }));
}
