import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LabelId } from '../../contract/labels.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { labelCountKey, labelKey, labelNameKey, labelPartition, labelSort } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { collisionDelay, readItem } from './write.ts';

export const LabelItem = z.object({
  id: LabelId,
  name: z.string(),
  colour: z.string(),
  /** Hash of the request that made it. */
  madeFrom: z.string(),
  version: z.int(),
});
export type LabelItem = z.infer<typeof LabelItem>;
type Fields = Pick<LabelItem, 'name' | 'colour'>;

/** The most a business has: the list is read whole. */
export const mostLabelsKept = 50;

/** 1 or 2 read units. */
export async function listLabels({ tenant, client, table }: TenantTable): Promise<LabelItem[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': labelPartition(tenant), ':sk': labelSort },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => LabelItem.parse(item));
}

/** Consistent, 1 read unit. */
export async function getLabel(store: TenantTable, id: LabelId): Promise<LabelItem | undefined> {
  const item = await readItem(store, labelKey(store.tenant, id));
  return item && LabelItem.parse(item);
}

/** `exists`: the id is there already. `taken`: the name is another one's. 6 write units. */
export async function addLabel(
  { tenant, client, table }: TenantTable,
  item: LabelItem,
): Promise<'added' | 'exists' | 'taken' | 'too-many'> {
  const [own, name, count] = await refusals(client, [
    {
      Put: {
        TableName: table,
        Item: { ...labelKey(tenant, item.id), ...item },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    claim(table, labelNameKey(tenant, item.name), item.id),
    {
      Update: {
        TableName: table,
        Key: labelCountKey(tenant),
        UpdateExpression: 'ADD used :one',
        ConditionExpression: 'attribute_not_exists(used) OR used < :most',
        ExpressionAttributeValues: { ':one': 1, ':most': mostLabelsKept },
      },
    },
  ]);
  if (own) return 'exists';
  if (name) return 'taken';
  return count ? 'too-many' : 'added';
}

/** `changed`: it has another version by now, or is gone. 2 write units, 6 with a new name. */
export async function changeLabel(
  { tenant, client, table }: TenantTable,
  read: LabelItem,
  next: Fields,
): Promise<'saved' | 'changed' | 'taken'> {
  const [was, is] = [labelNameKey(tenant, read.name), labelNameKey(tenant, next.name)];
  const [own, name] = await refusals(client, [
    {
      Update: {
        TableName: table,
        Key: labelKey(tenant, read.id),
        UpdateExpression: 'SET #name = :name, colour = :colour, version = :next',
        ConditionExpression: 'version = :read',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: {
          ':name': next.name,
          ':colour': next.colour,
          ':next': read.version + 1,
          ':read': read.version,
        },
      },
    },
    ...(was.sk === is.sk ? [] : [claim(table, is, read.id), { Delete: { TableName: table, Key: { ...was } } }]),
  ]);
  if (own) return 'changed';
  return name ? 'taken' : 'saved';
}

/** `changed`: somebody renamed or removed it meanwhile. 6 write units. */
export async function removeLabel(
  { tenant, client, table }: TenantTable,
  { id, name, version }: LabelItem,
): Promise<'removed' | 'changed'> {
  const [own] = await refusals(client, [
    {
      Delete: {
        TableName: table,
        Key: labelKey(tenant, id),
        ConditionExpression: 'version = :read',
        ExpressionAttributeValues: { ':read': version },
      },
    },
    { Delete: { TableName: table, Key: labelNameKey(tenant, name) } },
    {
      Update: {
        TableName: table,
        Key: labelCountKey(tenant),
        UpdateExpression: 'ADD used :less',
        ExpressionAttributeValues: { ':less': -1 },
      },
    },
  ]);
  return own ? 'changed' : 'removed';
}

const claim = (table: string, key: { readonly pk: string; readonly sk: string }, id: LabelId): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...key, id },
    ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
    ExpressionAttributeValues: { ':id': id },
  },
});

/** Tries when others write the same items: they share the count. */
const attempts = 12;

/** For each write of a transaction, whether its condition refused it; none if all was done. */
async function refusals(client: TenantTable['client'], items: readonly TransactItem[]): Promise<readonly boolean[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: [...items] }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return codes.map((code) => code === 'ConditionalCheckFailed');
      if (!codes.includes('TransactionConflict') || attempt >= attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}
