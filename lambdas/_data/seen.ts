import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { seenKey } from './keys.ts';

/** When somebody last opened or closed the app, in milliseconds. */
const Seen = z.object({ id: EmployeeId, at: z.int() });

/** 1 write unit. */
export async function noteSeen({ tenant, client, table }: TenantTable, id: EmployeeId, now: number): Promise<void> {
  const seen: z.infer<typeof Seen> = { id, at: now };
  await client.send(new PutCommand({ TableName: table, Item: { ...seenKey(tenant, id), ...seen } }));
}

/** Of everybody whose id is between these two, both included. Half a read unit for some 40 people. */
export async function seenBetween(
  { tenant, client, table }: TenantTable,
  first: EmployeeId,
  last: EmployeeId,
): Promise<ReadonlyMap<EmployeeId, number>> {
  const found = new Map<EmployeeId, number>();
  const { pk, sk } = seenKey(tenant, first);
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': pk, ':first': sk, ':last': seenKey(tenant, last).sk },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of Items) {
      const { id, at } = Seen.parse(item);
      found.set(id, at);
    }
    from = LastEvaluatedKey;
  } while (from);
  return found;
}
