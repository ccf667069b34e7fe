import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { type Failure, type Message, rankOf, type Status } from '../../contract/message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey } from './keys.ts';
import { MessageItem, statusTimeAttribute, toMessage } from './message-item.ts';
import { setting, unlessRefused } from './write.ts';

interface Place {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

export type Lease =
  /** Yours until then: call the provider. */
  | {
      readonly outcome: 'leased';
      readonly message: Message;
      readonly attempt: number;
      /** Of the assistant: it is sent only while the conversation has this one. */
      readonly epoch: number | undefined;
    }
  /** Somebody else's, still running. */
  | { readonly outcome: 'held'; readonly until: number }
  /** The one who had it never came back: the provider may or may not have the message. Do not send again. */
  | { readonly outcome: 'expired'; readonly message: Message; readonly attempt: number }
  /** Nobody's: the provider is to have its file first. */
  | { readonly outcome: 'file-first'; readonly message: Message }
  /** Past sending already. */
  | { readonly outcome: 'done'; readonly message: Message }
  | { readonly outcome: 'absent' };

/** queued -> sending; 1 write unit. `withFile`: the provider has its file, or cannot get it. */
export async function lease(
  store: TenantTable,
  place: Place,
  { now, leaseMs, withFile = false }: { now: number; leaseMs: number; withFile?: boolean },
): Promise<Lease> {
  const holder = randomUUID();
  const update = setting({
    status: 'sending' satisfies Status,
    rank: rankOf('sending'),
    lease: now + leaseMs,
    own: holder,
    [statusTimeAttribute('sending')]: now,
  });
  const written = await unlessRefused(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: messageKey(store.tenant, place.conversationId, place.messageId),
        UpdateExpression: `${update.UpdateExpression} ADD att :one`,
        ConditionExpression: withFile ? '#status = :queued' : '#status = :queued AND attribute_not_exists(fid)',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#status': 'status' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':one': 1, ':queued': 'queued' satisfies Status },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  const found = written.refused ? written.existing : written.output.Attributes;
  if (!found) return { outcome: 'absent' };
  const item = MessageItem.parse(found);
  // Refused, but ours: the answer to the first try was lost, and the client tried again.
  if (item.status === 'sending' && item.own === holder) {
    return { outcome: 'leased', message: toMessage(item), attempt: item.att ?? 1, epoch: item.ep };
  }
  if (item.status === 'queued') return { outcome: 'file-first', message: toMessage(item) };
  if (item.status !== 'sending') return { outcome: 'done', message: toMessage(item) };
  const until = item.lease ?? 0;
  if (now < until) return { outcome: 'held', until };
  return { outcome: 'expired', message: toMessage(item), attempt: item.att ?? 1 };
}

/** The provider has it. A status may have overtaken this record: then only the provider's id is added. 1 write unit. */
export async function recordSent(
  store: TenantTable,
  place: Place,
  { providerId, now }: { providerId: string; now: number },
): Promise<Message | undefined> {
  const sent = await advance(store, place, { status: 'sent', at: now, providerId });
  if (sent.outcome !== 'behind' || sent.message.providerId) return sent.outcome === 'absent' ? undefined : sent.message;
  const named = await store.client.send(
    new UpdateCommand({
      TableName: store.table,
      Key: messageKey(store.tenant, place.conversationId, place.messageId),
      UpdateExpression: 'SET pid = if_not_exists(pid, :pid)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':pid': providerId },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return toMessage(MessageItem.parse(named.Attributes));
}

/** The provider refused this attempt for good. */
export const recordFailed = (
  store: TenantTable,
  place: Place,
  { attempt, failure, now }: { attempt: number; failure: Failure; now: number },
): Promise<Message | undefined> => ofAttempt(store, place, attempt, { status: 'failed', at: now, failure });

/** Nobody knows whether the provider has it: a status that carries our key, or a person, decides. */
export const recordUnknown = (
  store: TenantTable,
  place: Place,
  { attempt, failure, now }: { attempt: number; failure: Failure; now: number },
): Promise<Message | undefined> => ofAttempt(store, place, attempt, { status: 'unknown', at: now, failure });

/** The provider refused this attempt for now: sending -> queued, so that a later delivery of the job may take it again. */
export async function releaseLease(store: TenantTable, place: Place, attempt: number): Promise<'released' | 'lost'> {
  const update = setting({ status: 'queued' satisfies Status, rank: rankOf('queued'), lease: undefined });
  const written = await unlessRefused(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: messageKey(store.tenant, place.conversationId, place.messageId),
        ...update,
        ConditionExpression: '#status = :sending AND att = :attempt',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#status': 'status' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':sending': 'sending', ':attempt': attempt },
      }),
    ),
  );
  return written.refused ? 'lost' : 'released';
}

export interface StatusReport {
  readonly status: Status;
  /** Milliseconds. */
  readonly at: number;
  readonly providerId?: string | undefined;
  readonly failure?: Failure | undefined;
}

export type Advanced =
  | { readonly outcome: 'applied' | 'behind'; readonly message: Message }
  /** No outbound message has this key. */
  | { readonly outcome: 'absent' };

/** Statuses only move forward, whatever order and however often they come; 1 write unit either way. */
export const applyStatus = (store: TenantTable, place: Place, report: StatusReport): Promise<Advanced> =>
  advance(store, place, report);

/** The attributes of a status, and the condition under which they may be written. */
export function forward({ status, at, failure }: StatusReport) {
  const rank = rankOf(status);
  const update = setting({ status, rank, [statusTimeAttribute(status)]: at, fail: failure });
  return {
    ...update,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#rank': 'rank' },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':rank': rank },
  };
}

async function advance(
  store: TenantTable,
  place: Place,
  report: StatusReport,
  guard?: { readonly condition: string; readonly values: Readonly<Record<string, unknown>> },
): Promise<Advanced> {
  const update = forward(report);
  const named = report.providerId !== undefined;
  const written = await unlessRefused(
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: messageKey(store.tenant, place.conversationId, place.messageId),
        UpdateExpression: named
          ? update.UpdateExpression.replace('SET ', 'SET pid = if_not_exists(pid, :pid), ')
          : update.UpdateExpression,
        ConditionExpression: ['#rank < :rank', guard?.condition].filter(Boolean).join(' AND '),
        ExpressionAttributeNames: update.ExpressionAttributeNames,
        ExpressionAttributeValues: {
          ...update.ExpressionAttributeValues,
          ...guard?.values,
          ...(named ? { ':pid': report.providerId } : {}),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!written.refused) return { outcome: 'applied', message: toMessage(MessageItem.parse(written.output.Attributes)) };
  const existing = written.existing && MessageItem.parse(written.existing);
  return existing?.dir === 'out' ? { outcome: 'behind', message: toMessage(existing) } : { outcome: 'absent' };
}

/** Undefined: the message has moved on, or another attempt has it. */
async function ofAttempt(store: TenantTable, place: Place, attempt: number, report: StatusReport): Promise<Message | undefined> {
  const guard = { condition: 'att = :attempt', values: { ':attempt': attempt } };
  const result = await advance(store, place, report, guard);
  return result.outcome === 'applied' ? result.message : undefined;
}
