import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { UnmatchedStatus } from '../../contract/conversations.ts';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { Failure, type Message, Status } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { applyStatus, forward, type StatusReport } from './delivery.ts';
import { unmatchedPartition, unmatchedStatusKey } from './keys.ts';
import { statusTimes } from './message-item.ts';
import { unlessRefused } from './write.ts';

const Item = z.looseObject({ pid: z.string(), status: Status, fail: Failure.optional(), opq: z.string().optional() });

const keepMs = 30 * 24 * 3_600_000;

export interface UnmatchedReport extends StatusReport {
  readonly providerId: string;
  /** The callback data that came with it: not a key of ours. */
  readonly opaque?: string | undefined;
}

/** Delivery of a message that was not sent from here, under the same rule as our own: forward only. 1 write unit. */
export async function applyUnmatched(
  { tenant, client, table }: TenantTable,
  report: UnmatchedReport,
  now: number,
): Promise<'applied' | 'behind'> {
  const update = forward(report);
  const extra = { ':pid': report.providerId, ':ttl': Math.ceil((now + keepMs) / 1000), ':opq': report.opaque };
  const listed = { ':list': unmatchedPartition(tenant) };
  const also = [
    'pid = :pid',
    'gsi1pk = :list',
    'gsi1sk = :pid',
    'expiresAt = :ttl',
    report.opaque === undefined ? '' : 'opq = :opq',
  ]
    .filter(Boolean)
    .join(', ');
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: unmatchedStatusKey(tenant, report.providerId),
        UpdateExpression: update.UpdateExpression.replace('SET ', `SET ${also}, `),
        ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
        ExpressionAttributeNames: update.ExpressionAttributeNames,
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...extra, ...listed },
      }),
    ),
  );
  return written.refused ? 'behind' : 'applied';
}

export async function getUnmatched(
  { tenant, client, table }: TenantTable,
  providerId: string,
): Promise<UnmatchedStatus | undefined> {
  const { Item: found } = await client.send(
    new GetCommand({ TableName: table, Key: unmatchedStatusKey(tenant, providerId), ConsistentRead: true }),
  );
  if (!found) return undefined;
  const item = Item.parse(found);
  return { providerId: item.pid, status: item.status, statusAt: statusTimes(item), failure: item.fail, opaque: item.opq };
}

/** A status that came without our key, for a message whose provider id we have learned since. */
export async function adoptUnmatched(
  store: TenantTable,
  place: { readonly conversationId: ConversationId; readonly messageId: MessageId },
  providerId: string,
): Promise<Message | undefined> {
  const found = await getUnmatched(store, providerId);
  if (!found) return undefined;
  const at = found.statusAt[found.status];
  const report = { status: found.status, at: at ? Date.parse(at) : 0, failure: found.failure };
  const applied = await applyStatus(store, place, report);
  return applied.outcome === 'applied' ? applied.message : undefined;
}
