import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { inboxIndex, type Key, platformIndexPartition, tracesPartition } from '../_data/keys.ts';
import type { Entry } from '../_data/platform-index.ts';
import { unlessRefused } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

/** What is left when nothing else is. */
export const afterAll = ['VOICE#', 'SLUG#', 'PLATFORM#INDEX#'] as const;

const Trace = z.object({ pk: z.string(), sk: z.string() });

/** First no webhook is taken in any more, then nobody gets in. */
export async function cutOff(platform: PlatformTable, store: TenantTable): Promise<void> {
  await dropTraces(platform, store, ['HOOK#']);
  failPoint('business-removal.after-routing');
  await dropTraces(platform, store, ['USER#', 'INVITATION#']);
  failPoint('business-removal.after-memberships');
}

/**
 * Items outside the business's partitions, found by the index with the business's rights and removed with the function's own.
 * `except`: stays, because it leads to this business.
 */
export async function dropTraces(
  platform: PlatformTable,
  store: TenantTable,
  kinds: readonly string[],
  except?: Entry,
): Promise<void> {
  for (const kind of kinds) {
    for await (const key of tracesOf(store, kind)) {
      if (except && key.pk === platformIndexPartition(except.list) && key.sk === except.at) continue;
      await unlessRefused(
        platform.client.send(
          new DeleteCommand({
            TableName: platform.table,
            Key: key,
            // The index is late: a slug or a number may be somebody else's by now.
            ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
            ExpressionAttributeValues: { ':tenant': store.tenant },
          }),
        ),
      );
    }
  }
}

async function* tracesOf({ tenant, client, table }: TenantTable, kind: string): AsyncGenerator<{ pk: string; sk: string } & Key> {
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: inboxIndex,
        KeyConditionExpression: 'gsi1pk = :pk AND begins_with(gsi1sk, :kind)',
        ExpressionAttributeValues: { ':pk': tracesPartition(tenant), ':kind': kind },
        ProjectionExpression: 'pk, sk',
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of Items) yield Trace.parse(item);
    from = LastEvaluatedKey;
  } while (from);
}
