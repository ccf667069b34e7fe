import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MediaKind } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { filesPartition, fileUsageKey, fileUsageSort } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** What one file counts for. */
export interface Counted {
  readonly kind: MediaKind;
  readonly bytes: number;
  /** When retention deletes it, milliseconds: the start of a day. */
  readonly until?: number | undefined;
}

/** What is counted until a day is over is forgotten a month later, when nobody adds to it any more. */
const graceSeconds = 31 * 86_400;

/**
 * For the transaction in which files come (1) or go (-1). They are counted by the day that ends them, so those that retention
 * deletes leave the sum by themselves: nobody has to hear of it, and the sum is exact the moment the day begins. 2 write units for
 * each such day: a transaction may write an item only once.
 */
export const filesCounted = (table: Table, files: readonly Counted[], sign: 1 | -1): TransactItem[] =>
  [...Map.groupBy(files, ({ until }) => until).values()].flatMap(([first, ...rest]) =>
    first ? [dayCounted(table, [first, rest], sign)] : [],
  );

type Table = Pick<TenantTable, 'tenant' | 'table'>;

function dayCounted({ tenant, table }: Table, [first, rest]: readonly [Counted, readonly Counted[]], sign: 1 | -1): TransactItem {
  const { until } = first;
  const sums: Record<string, number> = {};
  for (const { kind, bytes } of [first, ...rest]) {
    sums[`${kind}Files`] = (sums[`${kind}Files`] ?? 0) + sign;
    sums[`${kind}Bytes`] = (sums[`${kind}Bytes`] ?? 0) + sign * bytes;
  }
  const added = Object.keys(sums).map((name) => `${name} :${name}`);
  const values = Object.entries(sums).map(([name, sum]) => [`:${name}`, sum]);
  return {
    Update: {
      TableName: table,
      Key: { ...fileUsageKey(tenant, until) },
      UpdateExpression: `${until === undefined ? '' : 'SET expiresAt = :ends '}ADD ${added.join(', ')}`,
      ExpressionAttributeValues: {
        ...Object.fromEntries(values),
        ...(until !== undefined && { ':ends': until / 1000 + graceSeconds }),
      },
    },
  };
}

export interface Usage {
  readonly kind: MediaKind;
  readonly files: number;
  readonly bytes: number;
}

/** Consistent. 1 read unit for each 4 KB: an item of some 200 bytes for each day that ends files, and one for the others. */
export async function fileUsage({ tenant, client, table }: TenantTable, now: number): Promise<readonly Usage[]> {
  const sums = MediaKind.options.map((kind) => ({ kind, files: 0, bytes: 0 }));
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        // What is kept for good sorts after all days.
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :now AND :end',
        ExpressionAttributeValues: {
          ':pk': filesPartition(tenant),
          ':now': fileUsageKey(tenant, now + 1).sk,
          ':end': `${fileUsageSort}~`,
        },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of Items) {
      for (const sum of sums) {
        sum.files += Count.parse(item[`${sum.kind}Files`]);
        sum.bytes += Count.parse(item[`${sum.kind}Bytes`]);
      }
    }
    from = LastEvaluatedKey;
  } while (from);
  return sums;
}

const Count = z.int().default(0);
