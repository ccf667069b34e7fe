import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import { Overrides, RoleRef } from '../../contract/team.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { addressKey, employeeKey, employeeSort, settingsPartition } from './keys.ts';
import { seatTaken } from './seats.ts';
import { type TransactItem, transact } from './transact.ts';
import { setting } from './write.ts';

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
  /** The version that each field was last changed with, to tell somebody who is late what is different. */
  changedIn: z.record(z.string(), z.int()).optional(),
});
export type Employee = z.infer<typeof Employee>;
type EmployeeChange = Partial<Omit<Employee, 'id' | 'version' | 'changedIn'>>;

/** Consistent: what somebody may do is decided on it. 1 read unit. */
export async function getEmployee({ tenant, client, table }: TenantTable, id: EmployeeId): Promise<Employee | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: employeeKey(tenant, id), ConsistentRead: true }));
  return Item && Employee.parse(Item);
}

/**
 * Everybody by id, which is the order they came in, former people included. `after`: the last one seen. `pageSize`: how many to
 * read at a time, for those who will not look at all of them.
 */
export async function* employeesOf(
  store: TenantTable,
  { after, pageSize }: { readonly after?: EmployeeId | undefined; readonly pageSize?: number } = {},
): AsyncGenerator<Employee> {
  const { tenant, client, table } = store;
  const first = after === undefined ? undefined : employeeKey(tenant, after);
  let from: Record<string, unknown> | undefined = first && { ...first };
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': settingsPartition(tenant), ':sort': employeeSort },
        ...(from && { ExclusiveStartKey: from }),
        ...(pageSize !== undefined && { Limit: pageSize }),
        ConsistentRead: true,
      }),
    );
    for (const item of Items) yield Employee.parse(item);
    from = LastEvaluatedKey;
  } while (from);
}

/** For the transaction that makes a person: the row, and the claim on the e-mail address. */
export function employeeWrites(store: Pick<TenantTable, 'tenant' | 'table'>, employee: Employee): TransactItem[] {
  const { tenant, table } = store;
  return [
    {
      Put: {
        TableName: table,
        Item: { ...employeeKey(tenant, employee.id), ...employee },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    addressIs(store, employee.email, employee.id),
  ];
}

/** The address is this person's from now on, and no longer somebody's who is only invited. */
export const addressIs = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  email: string,
  id: EmployeeId,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...addressKey(tenant, email) },
    UpdateExpression: 'SET employeeId = :id REMOVE invitationId',
    ConditionExpression: 'attribute_not_exists(employeeId) OR employeeId = :id',
    ExpressionAttributeValues: { ':id': id },
  },
});

/** For the transaction of a change: only if the person is still as read. Says what differs, for whoever comes late. */
export function employeeChange(
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  was: Employee,
  change: EmployeeChange & { readonly avatar?: unknown },
): { readonly write: TransactItem; readonly employee: Employee } {
  const { avatar: _, ...values } = change;
  const version = was.version + 1;
  const changedIn = { ...was.changedIn, ...Object.fromEntries(Object.keys(change).map((name) => [name, version])) };
  const update = setting({ ...values, version, changedIn });
  return {
    employee: Employee.parse({ ...was, ...values, version, changedIn }),
    write: {
      Update: {
        TableName: table,
        Key: { ...employeeKey(tenant, was.id) },
        UpdateExpression: update.UpdateExpression,
        ConditionExpression: '#version = :was',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#version': 'version' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':was': was.version },
      },
    },
  };
}

/** Fields that were changed after this version. */
export const changedSince = (changedIn: Readonly<Record<string, number>> | undefined, version: number): string[] =>
  Object.entries(changedIn ?? {}).flatMap(([name, at]) => (at > version ? [name] : []));

/** Whose an e-mail address is in this business. */
const Address = z.object({ employeeId: EmployeeId.optional(), invitationId: z.string().optional() });
export type Address = z.infer<typeof Address>;

export async function getAddress({ tenant, client, table }: TenantTable, email: string): Promise<Address> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: addressKey(tenant, email), ConsistentRead: true }));
  return Address.parse(Item ?? {});
}

/** For seeds and imports: overwrites who is there, and takes a seat for somebody new whatever the plan says. */
export async function putEmployee(store: TenantTable, employee: Employee): Promise<void> {
  const { tenant, client, table } = store;
  const seat = employee.active ? [seatTaken(store)] : [];
  if ((await transact(store, [...employeeWrites(store, employee), ...seat])) === 'done') return;
  const { id, ...values } = employee;
  await client.send(new UpdateCommand({ TableName: table, Key: employeeKey(tenant, id), ...setting(values) }));
}
