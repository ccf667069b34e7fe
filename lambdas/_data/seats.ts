import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantTable } from '../_shared/tenant.ts';
import { seatsKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

const Seats = z.object({
  used: z.int(),
  /** The last day (UTC) on which somebody was invited, as 2026-11-23, and how many were. */
  invitedOn: z.string().optional(),
  invited: z.int().optional(),
});

/** People who work for the business and open invitations: what the plan counts. 1 read unit. */
export async function seatsUsed({ tenant, client, table }: TenantTable): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: seatsKey(tenant), ConsistentRead: true }));
  return Item ? Seats.parse(Item).used : 0;
}

/** How many were invited on a day (UTC). 1 read unit. */
export async function invitedOn({ tenant, client, table }: TenantTable, day: string): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: seatsKey(tenant), ConsistentRead: true }));
  const seats = Item && Seats.parse(Item);
  return seats?.invitedOn === day ? (seats.invited ?? 0) : 0;
}

/** For the transaction in which somebody comes or comes back. Without a limit the seat is taken in any case. */
export const seatTaken = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, limit?: number): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...seatsKey(tenant) },
    UpdateExpression: 'ADD used :one',
    ExpressionAttributeValues: { ':one': 1, ...(limit !== undefined && { ':limit': limit }) },
    ...(limit !== undefined && { ConditionExpression: 'attribute_not_exists(used) OR used < :limit' }),
  },
});

export const seatFreed = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...seatsKey(tenant) },
    UpdateExpression: 'ADD used :less',
    ExpressionAttributeValues: { ':less': -1 },
  },
});

/** For the transaction in which somebody is invited: a seat, and one more invitation of that day, if there were `before`. */
export const seatOffered = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  limit: number,
  { day, before }: { readonly day: string; readonly before: number },
): TransactItem => {
  const asCounted =
    before === 0 ? '(attribute_not_exists(invitedOn) OR invitedOn <> :day)' : 'invitedOn = :day AND invited = :before';
  return {
    Update: {
      TableName: table,
      Key: { ...seatsKey(tenant) },
      UpdateExpression: 'SET invitedOn = :day, invited = :after ADD used :one',
      ConditionExpression: `(attribute_not_exists(used) OR used < :limit) AND ${asCounted}`,
      ExpressionAttributeValues: {
        ...{ ':one': 1, ':limit': limit, ':day': day, ':after': before + 1 },
        ...(before > 0 && { ':before': before }),
      },
    },
  };
};
