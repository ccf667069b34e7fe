import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TenantId } from '../../contract/ids.ts';
import { traced } from '../../lambdas/_data/keys.ts';
import { unlessRefused } from '../../lambdas/_data/write.ts';
import type { PlatformTable } from '../../lambdas/_shared/tenant.ts';

export interface Backfilled {
  readonly looked: number;
  readonly missing: number;
  readonly written: number;
  readonly units: number;
}

/** Items outside the partitions of their business, which the removal of a business finds by the index. */
const kinds = ['HOOK#', 'USER#', 'INVITATION#', 'SLUG#', 'PLATFORM#INDEX#'];
/** Others of these kinds are nobody's: counts of what somebody founded, the key of the platform's cursors. */
const OfBusiness = z.object({ pk: z.string(), sk: z.string(), tenant: TenantId });

/**
 * Gives items that were written before the index led to them their place in it. An item that changes meanwhile is written with its
 * place by whoever changes it. Run again it finds nothing. `apply`: absent, it only counts.
 */
export async function backfillTraces(
  { client, table }: PlatformTable,
  { apply = false, pageSize }: { readonly apply?: boolean; readonly pageSize?: number } = {},
): Promise<Backfilled> {
  let [looked, missing, written, units] = [0, 0, 0, 0];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: `attribute_not_exists(gsi1pk) AND (${kinds.map((_, n) => `begins_with(pk, :k${n})`).join(' OR ')})`,
        ExpressionAttributeValues: Object.fromEntries(kinds.map((kind, n) => [`:k${n}`, kind])),
        ProjectionExpression: 'pk, sk, tenant',
        ReturnConsumedCapacity: 'TOTAL',
        ...(from && { ExclusiveStartKey: from }),
        ...(pageSize !== undefined && { Limit: pageSize }),
      }),
    );
    looked += page.ScannedCount ?? 0;
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
    for (const item of page.Items ?? []) {
      const found = OfBusiness.safeParse(item);
      if (!found.success) continue;
      missing += 1;
      if (apply && (await place({ client, table }, found.data))) written += 1;
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return { looked, missing, written, units };
}

async function place({ client, table }: PlatformTable, { pk, sk, tenant }: z.infer<typeof OfBusiness>): Promise<boolean> {
  const { gsi1pk, gsi1sk } = traced(tenant, { pk, sk });
  const { refused } = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression: 'SET gsi1pk = :pk, gsi1sk = :sk',
        // Gone, somebody else's, or written anew since it was read: then it needs no place, or has one.
        ConditionExpression: 'attribute_not_exists(gsi1pk) AND tenant = :tenant',
        ExpressionAttributeValues: { ':pk': gsi1pk, ':sk': gsi1sk, ':tenant': tenant },
      }),
    ),
  );
  return !refused;
}
