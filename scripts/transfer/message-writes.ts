import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, CustomerId, MessageId, TenantId } from '../../contract/ids.ts';
import { rankOf } from '../../contract/message.ts';
import { messageKey, reactionAttribute } from '../../lambdas/_data/keys.ts';
import { statusTimeAttribute } from '../../lambdas/_data/message-item.ts';
import { unlessRefused } from '../../lambdas/_data/write.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { MessageRecord } from './message-records.ts';

export interface MessagePlace {
  readonly tenant: TenantId;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId;
}

/** As `lambdas/_data/message.ts` and what follows there would have left it. */
export function messageItem(place: MessagePlace, id: MessageId, record: MessageRecord, seq: number | undefined) {
  const { pinnedAt, ...said } = { pinnedAt: undefined, ...record.content };
  const content = record.deletedAt === undefined ? said : { kind: 'text', text: '' };
  const item: Record<string, unknown> = {
    ...messageKey(place.tenant, place.conversationId, id),
    dir: record.direction,
    c: JSON.stringify(content),
    seq,
    pid: record.providerId,
    snd: record.sender,
    by: record.author,
    re: record.replyTo,
    fw: record.forwarded,
    ff: record.frequentlyForwarded,
    prod: record.product,
    ref: record.referral,
    grp: record.group,
    fail: record.failure,
    ed: record.edited,
    del: record.deletedAt,
    pin: pinnedAt === undefined ? undefined : Date.parse(pinnedAt),
  };
  if (record.status !== undefined) {
    item.status = record.status;
    item.rank = rankOf(record.status);
    for (const [status, at] of Object.entries(record.statusAt ?? {})) item[`${statusTimePrefix}${status}`] = at;
  }
  for (const { by = place.customerId, e, t, i } of record.reactions) item[reactionAttribute(by)] = { by, e, t, i };
  return item;
}

const statusTimePrefix = statusTimeAttribute('sent').replace('sent', '');

export type Put =
  | { readonly outcome: 'added' }
  | { readonly outcome: 'present'; readonly existing: Readonly<Record<string, unknown>> | undefined }
  /** DynamoDB takes 400 KB. */
  | { readonly outcome: 'too-large' };

/** Writes what is not there yet, and leaves alone what is. 1 write unit for each KB either way. */
export async function putNew({ client, table }: TenantTable, item: Record<string, unknown>): Promise<Put> {
  try {
    const put = await unlessRefused(
      client.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    return put.refused ? { outcome: 'present', existing: put.existing } : { outcome: 'added' };
  } catch (error) {
    if (isTooLarge(error)) return { outcome: 'too-large' };
    throw error;
  }
}

export const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /size/i.test(error.message);
