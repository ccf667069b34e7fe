import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type CannedFields, CannedResponseId } from '../../contract/canned-responses.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { cannedKey, cannedPartition, cannedSort, shortcutKey } from './keys.ts';
import { unlessRefused } from './write.ts';

export const CannedItem = z.object({
  id: CannedResponseId,
  title: z.string(),
  shortcut: z.string(),
  category: z.string(),
  /** By language. */
  text: z.record(z.string(), z.string()),
  uses: z.int().default(0),
  /** Milliseconds. */
  lastUsedAt: z.int().optional(),
  /** Hash of the request that made it. */
  madeFrom: z.string(),
  version: z.int(),
});
export type CannedItem = z.infer<typeof CannedItem>;

/** The most a business keeps: the list is read whole, and at 1 KB each that is 60 read units. */
export const mostCanned = 500;

/** 1 read unit for each 8 KB. */
export async function listCanned({ tenant, client, table }: TenantTable): Promise<CannedItem[]> {
  const items: CannedItem[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': cannedPartition(tenant), ':sk': cannedSort },
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => CannedItem.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

/** Consistent, 1 read unit. */
export async function getCanned(store: TenantTable, id: CannedResponseId): Promise<CannedItem | undefined> {
  const { tenant, client, table } = store;
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: cannedKey(tenant, id), ConsistentRead: true }));
  return Item && CannedItem.parse(Item);
}

/** `exists`: the id is there already. `taken`: the shortcut is another one's. 4 write units. */
export async function addCanned({ tenant, client, table }: TenantTable, item: CannedItem): Promise<'added' | 'exists' | 'taken'> {
  const [own, shortcut] = await reasons(
    client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: table,
              Item: { ...cannedKey(tenant, item.id), ...item },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          claim(table, shortcutKey(tenant, item.shortcut), item.id),
        ],
      }),
    ),
  );
  if (own) return 'exists';
  return shortcut ? 'taken' : 'added';
}

/** Replaces what a person may change. `changed`: it has another version by now, or is gone. 2 write units, 6 with a new shortcut. */
export async function changeCanned(
  { tenant, client, table }: TenantTable,
  read: CannedItem,
  next: CannedFields,
): Promise<'saved' | 'changed' | 'taken'> {
  const renamed = next.shortcut !== read.shortcut;
  const [own, shortcut] = await reasons(
    client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName: table,
              Key: cannedKey(tenant, read.id),
              UpdateExpression: 'SET title = :title, shortcut = :shortcut, category = :category, #text = :text, version = :next',
              ConditionExpression: 'version = :read',
              ExpressionAttributeNames: { '#text': 'text' },
              ExpressionAttributeValues: {
                ':title': next.title,
                ':shortcut': next.shortcut,
                ':category': next.category,
                ':text': next.text,
                ':next': read.version + 1,
                ':read': read.version,
              },
            },
          },
          ...(renamed
            ? [
                claim(table, shortcutKey(tenant, next.shortcut), read.id),
                { Delete: { TableName: table, Key: shortcutKey(tenant, read.shortcut) } },
              ]
            : []),
        ],
      }),
    ),
  );
  if (own) return 'changed';
  return shortcut ? 'taken' : 'saved';
}

/** Doing it again changes nothing. */
export async function removeCanned({ tenant, client, table }: TenantTable, { id, shortcut }: CannedItem): Promise<void> {
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        { Delete: { TableName: table, Key: cannedKey(tenant, id) } },
        {
          Delete: {
            TableName: table,
            Key: shortcutKey(tenant, shortcut),
            ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
            ExpressionAttributeValues: { ':id': id },
          },
        },
      ],
    }),
  );
}

/** Counts one use. Not a change of what it says, so its version stays. 1 write unit. */
export async function countUse(
  { tenant, client, table }: TenantTable,
  id: CannedResponseId,
  now: number,
): Promise<'counted' | 'absent'> {
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: cannedKey(tenant, id),
        UpdateExpression: 'ADD uses :one SET lastUsedAt = :now',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':one': 1, ':now': now },
      }),
    ),
  );
  return written.refused ? 'absent' : 'counted';
}

const claim = (table: string, key: { pk: string; sk: string }, id: CannedResponseId) => ({
  Put: {
    TableName: table,
    Item: { ...key, id },
    ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
    ExpressionAttributeValues: { ':id': id },
  },
});

/** For each write of a transaction, whether its condition refused it. */
async function reasons(writing: Promise<unknown>): Promise<readonly boolean[]> {
  try {
    await writing;
    return [];
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    if (!codes.includes('ConditionalCheckFailed')) throw error;
    return codes.map((code) => code === 'ConditionalCheckFailed');
  }
}
