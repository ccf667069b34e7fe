import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { avatarKey } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** A picture is up to 32 times as large as the rest of a person: a row of its own, read where one person is looked at. */
const Avatar = z.object({ uri: z.string() });

/** Data URI. Up to 4.5 read units. */
export async function getAvatar({ tenant, client, table }: TenantTable, id: EmployeeId): Promise<string | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: avatarKey(tenant, id) }));
  return Item && Avatar.parse(Item).uri;
}

/** For the transaction that changes the person. `null` removes the picture. */
export const avatarChange = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  id: EmployeeId,
  uri: string | null,
): TransactItem =>
  uri === null
    ? { Delete: { TableName: table, Key: { ...avatarKey(tenant, id) } } }
    : { Put: { TableName: table, Item: { ...avatarKey(tenant, id), uri } } };
