import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TenantId } from '../../contract/ids.ts';
import { goneKey } from '../_data/keys.ts';
import { addEntries, dropEntries } from '../_data/platform-index.ts';
import { getRegistration, registrationChange } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import { unlessRefused } from '../_data/write.ts';
import { awsClient } from '../_shared/aws-client.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable } from '../_shared/tenant.ts';

/** Beside the table, so that a table restored from before a removal can be made to forget again. Ids only, and kept for good. */
export interface RemovalRecords {
  keep(tenant: TenantId, now: number): Promise<void>;
  all(): AsyncIterable<TenantId>;
}

const folder = 'removals/';

export function removalRecords(Bucket: string): RemovalRecords {
  const local = process.env.AWS_ENDPOINT_URL_S3 !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
  const client = new S3Client({ ...awsClient, forcePathStyle: local });
  return {
    async keep(tenant, now) {
      const Body = JSON.stringify({ v: 1, tenant, removedAt: now });
      await client.send(new PutObjectCommand({ Bucket, Key: `${folder}${tenant}`, Body, ContentType: 'application/json' }));
    },
    async *all() {
      let from: string | undefined;
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: folder, ContinuationToken: from }));
        for (const { Key = '' } of page.Contents ?? []) yield TenantId.parse(Key.slice(folder.length));
        from = page.NextContinuationToken;
      } while (from !== undefined);
    },
  };
}

/** What the runbook has people say after a table was restored. */
export const Reapply = z.object({ reapply: z.literal('all') });

export interface ReapplyDependencies {
  readonly platform: PlatformTable;
  readonly records: RemovalRecords;
  /** Makes API Gateway ask the authorizer again. */
  forgetDecisions(): Promise<void>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Nobody gets into a business any more that a restored table has brought back, and the runs that follow remove it like any other.
 * How many there were; doing it again says 0.
 */
export async function reapplyRemovals({
  platform,
  records,
  forgetDecisions,
  clock,
}: ReapplyDependencies): Promise<{ readonly reapplied: number }> {
  let reapplied = 0;
  for await (const tenant of records.all()) if (await reapply(platform, tenant, clock())) reapplied += 1;
  await forgetDecisions();
  log.info('businesses are to be removed again', { count: reapplied });
  return { reapplied };
}

async function reapply(platform: PlatformTable, tenant: TenantId, now: number): Promise<boolean> {
  const was = await getRegistration(platform, tenant);
  if (was === undefined) {
    await noteGone(platform, tenant, now);
    return false;
  }
  if (was.removing !== undefined) return false;
  const change = { status: 'deleting', deletedAfter: now, removing: now, suspendedFor: undefined } as const;
  const { write, registration } = registrationChange(platform, was, change);
  await addEntries(platform, registration, was);
  if ((await transact(platform, [write])) === 'refused') throw new Error('A business that is to be removed again was changed');
  await dropEntries(platform, was, registration);
  return true;
}

/** It was founded after what was restored; nobody makes one under its id again all the same. */
async function noteGone({ client, table }: PlatformTable, tenant: TenantId, now: number): Promise<void> {
  await unlessRefused(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...goneKey(tenant), tenant, removedAt: now },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}
