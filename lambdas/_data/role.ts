import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId, RoleId } from '../../contract/ids.ts';
import { Permission } from '../../contract/permissions.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { roleCountKey, roleKey, roleSort, settingsPartition } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { setting, unlessRefused } from './write.ts';

/** A role that a business made for itself. */
export const CustomRole = z.object({
  id: RoleId,
  name: z.string(),
  colour: z.string(),
  permissions: z.array(Permission),
  /** People, former ones too, and open invitations that name it: changed in the transaction that gives or takes the role. */
  holders: z.int().default(0),
  /** Hash of the request that made it. */
  madeFrom: z.string(),
  /** Grows with every change of what the role is. */
  version: z.int(),
  changedIn: z.record(z.string(), z.int()).optional(),
  /** The version up to which everybody who has the role was given its permissions. */
  spread: z.int(),
  /** How far giving out a version has come: everybody up to this person has it. */
  spreading: z.object({ version: z.int(), after: EmployeeId }).optional(),
});
export type CustomRole = z.infer<typeof CustomRole>;

type Place = Pick<TenantTable, 'tenant' | 'table'>;

/** Consistent. 1 read unit. */
export async function getRole({ tenant, client, table }: TenantTable, id: RoleId): Promise<CustomRole | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: roleKey(tenant, id), ConsistentRead: true }));
  return Item && CustomRole.parse(Item);
}

/** All of them, 50 at most, by the time they were made. */
export async function listRoles({ tenant, client, table }: TenantTable): Promise<CustomRole[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': settingsPartition(tenant), ':sort': roleSort },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => CustomRole.parse(item));
}

const Count = z.object({ used: z.int() });

export async function countRoles({ tenant, client, table }: TenantTable): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: roleCountKey(tenant), ConsistentRead: true }));
  return Item ? Count.parse(Item).used : 0;
}

export const roleAdded = ({ tenant, table }: Place, role: CustomRole, limit: number): TransactItem[] => [
  {
    Put: {
      TableName: table,
      Item: { ...roleKey(tenant, role.id), ...role },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...roleCountKey(tenant) },
      UpdateExpression: 'ADD used :one',
      ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
      ExpressionAttributeValues: { ':one': 1, ':limit': limit },
    },
  },
];

/** Only if nobody has it; the two counters tell, no list is read. */
export const roleRemoved = ({ tenant, table }: Place, { id, version }: CustomRole): TransactItem[] => [
  {
    Delete: {
      TableName: table,
      Key: { ...roleKey(tenant, id) },
      ConditionExpression: '#version = :version AND holders = :nobody',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version, ':nobody': 0 },
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...roleCountKey(tenant) },
      UpdateExpression: 'ADD used :less',
      ExpressionAttributeValues: { ':less': -1 },
    },
  },
];

export function roleChange(
  { tenant, table }: Place,
  was: CustomRole,
  change: Partial<Pick<CustomRole, 'name' | 'colour' | 'permissions'>>,
): { readonly write: TransactItem; readonly role: CustomRole } {
  const version = was.version + 1;
  const changedIn = { ...was.changedIn, ...Object.fromEntries(Object.keys(change).map((name) => [name, version])) };
  // With nothing new to give, and nobody still waiting for what was given before, there is nothing to spread.
  const spread = change.permissions === undefined && was.spread === was.version ? version : was.spread;
  const update = setting({ ...change, version, changedIn, spread });
  return {
    role: CustomRole.parse({ ...was, ...change, version, changedIn, spread }),
    write: {
      Update: {
        TableName: table,
        Key: { ...roleKey(tenant, was.id) },
        UpdateExpression: update.UpdateExpression,
        ConditionExpression: '#version = :was',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#version': 'version' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':was': was.version },
      },
    },
  };
}

/** One holder more or fewer, if the role is still what the decision to give it saw. */
export const roleHeld = ({ tenant, table }: Place, { id, version }: CustomRole, by: 1 | -1): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...roleKey(tenant, id) },
    UpdateExpression: 'ADD holders :by',
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':by': by, ':version': version },
  },
});

/**
 * Everybody up to this person has what this version of the role gives; whoever goes on, goes on from there. Answers the role as
 * it is now, which may be further, because somebody else is at it too, or another version; undefined when it is gone.
 */
export async function noteSpreading(
  { tenant, client, table }: TenantTable,
  { id, version }: Pick<CustomRole, 'id' | 'version'>,
  after: EmployeeId,
): Promise<CustomRole | undefined> {
  const noted = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: roleKey(tenant, id),
        UpdateExpression: 'SET spreading = :spreading',
        ConditionExpression:
          '#version = :version AND (attribute_not_exists(spreading) OR spreading.#version < :version OR spreading.#after < :after)',
        ExpressionAttributeNames: { '#version': 'version', '#after': 'after' },
        ExpressionAttributeValues: { ':spreading': { version, after }, ':version': version, ':after': after },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  const now = noted.refused ? noted.existing : noted.output.Attributes;
  return now && CustomRole.parse(now);
}

/** Everybody who has the role has what this version of it gives. */
export async function noteSpread({ tenant, client, table }: TenantTable, id: RoleId, version: number): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: roleKey(tenant, id),
        UpdateExpression: 'SET spread = :version',
        ConditionExpression: 'attribute_exists(pk) AND spread < :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    ),
  );
}
