import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { employeeKey } from './keys.ts';

/** A person who works for a business. What that person may do is in the membership. */
export const Employee = z.object({
  id: EmployeeId,
  name: z.string(),
  email: z.string(),
  role: z.string(),
  /** Of the user pool. */
  sub: z.string(),
});
export type Employee = z.infer<typeof Employee>;

export async function getEmployee({ tenant, client, table }: TenantTable, id: EmployeeId): Promise<Employee | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: employeeKey(tenant, id) }));
  return Item && Employee.parse(Item);
}

export async function putEmployee({ tenant, client, table }: TenantTable, employee: Employee): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...employeeKey(tenant, employee.id), ...employee } }));
}
