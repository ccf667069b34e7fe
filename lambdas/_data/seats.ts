import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantTable } from '../_shared/tenant.ts';
import { seatsKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

const Seats = z.object({ used: z.int() });

/** People who work for the business and open invitations: what the plan counts. 1 read unit. */
export async function seatsUsed({ tenant, client, table }: TenantTable): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: seatsKey(tenant), ConsistentRead: true }));
  return Item ? Seats.parse(Item).used : 0;
}

/** For the transaction in which somebody is invited or comes back. Without a limit the seat is taken in any case. */
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
