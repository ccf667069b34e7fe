import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { mostPlaygroundCases, PlaygroundCase, type PlaygroundCaseId } from '../../contract/playground.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { playgroundCaseKey, playgroundCaseSort, playgroundCountKey, playgroundPartition } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

/** `madeFrom`: hash of the request that made it. */
export const CaseItem = PlaygroundCase.extend({ madeFrom: z.string() });
export type CaseItem = z.infer<typeof CaseItem>;

type Place = Pick<TenantTable, 'tenant' | 'table'>;

/** Consistent. 1 read unit for each 4 KB: at most 24 KB for each of 50. */
export async function listCases({ tenant, client, table }: TenantTable): Promise<readonly CaseItem[]> {
  const items: CaseItem[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': playgroundPartition(tenant), ':sort': playgroundCaseSort },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => CaseItem.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

/** Consistent. 1 read unit for each 4 KB. */
export async function getCase(store: TenantTable, id: PlaygroundCaseId): Promise<CaseItem | undefined> {
  const item = await readItem(store, playgroundCaseKey(store.tenant, id));
  return item && CaseItem.parse(item);
}

const Count = z.object({ used: z.int() });

/** 1 read unit. */
export async function countCases(store: TenantTable): Promise<number> {
  const item = await readItem(store, playgroundCountKey(store.tenant));
  return item ? Count.parse(item).used : 0;
}

/** For the transaction that adds one. 2 write units for each KB, and 2. */
export const caseAdded = ({ tenant, table }: Place, item: CaseItem): TransactItem[] => [
  {
    Put: {
      TableName: table,
      Item: { ...playgroundCaseKey(tenant, item.id), ...item },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...playgroundCountKey(tenant) },
      UpdateExpression: 'ADD used :one',
      ConditionExpression: 'attribute_not_exists(used) OR used < :most',
      ExpressionAttributeValues: { ':one': 1, ':most': mostPlaygroundCases },
    },
  },
];

/** Only while it is as it was read. */
export const caseChanged = ({ tenant, table }: Place, was: CaseItem, next: CaseItem): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...playgroundCaseKey(tenant, was.id), ...next },
    ConditionExpression: 'version = :was',
    ExpressionAttributeValues: { ':was': was.version },
  },
});

export const caseRemoved = ({ tenant, table }: Place, id: PlaygroundCaseId): TransactItem[] => [
  {
    Delete: {
      TableName: table,
      Key: { ...playgroundCaseKey(tenant, id) },
      ConditionExpression: 'attribute_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...playgroundCountKey(tenant) },
      UpdateExpression: 'ADD used :less',
      ExpressionAttributeValues: { ':less': -1 },
    },
  },
];
