import type { ConversationSummary } from '../../contract/conversations.ts';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { markRead, summaryOf } from '../_data/conversation.ts';
import { getMessage, pageOfMessages } from '../_data/message.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readReceiptJob } from './outbound-queue.ts';
import type { MessagingDependencies } from './send-message.ts';

export interface ReadRequest {
  readonly conversationId: ConversationId;
  readonly upTo: MessageId;
  readonly now: number;
}

/** Read for everybody in the business, and, best effort, blue ticks on the customer's phone. */
export async function readUpTo(
  { store, enqueue, push }: MessagingDependencies,
  { conversationId, upTo, now }: ReadRequest,
): Promise<ConversationSummary | ProblemResult> {
  const conversation = await markRead(store, conversationId, upTo);
  if (conversation === undefined) return notFound();
  failPoint('read.after-mark');
  const summary = summaryOf(conversation);
  const tellCustomer = async () => {
    const providerId = await newestInbound(store, conversationId, upTo);
    const place = { tenant: store.tenant, conversationId, channelId: conversation.channelId };
    if (providerId !== undefined) await enqueue(readReceiptJob({ ...place, providerId }));
  };
  await Promise.all([
    push(store, [{ to: 'everyone', event: { type: 'conversation.changed', conversation: summary } }], now),
    tellCustomer().catch((error: unknown) =>
      log.warn('a read receipt was not queued', { tenant: store.tenant, conversationId }, error),
    ),
  ]);
  return summary;
}

/** Provider id of the newest message of the customer up to this one. */
async function newestInbound(store: TenantTable, conversationId: ConversationId, upTo: MessageId): Promise<string | undefined> {
  const own = await getMessage(store, conversationId, upTo);
  if (own?.direction === 'in') return own.providerId;
  const { items } = await pageOfMessages(store, conversationId, { limit: 20, before: upTo });
  return items.findLast(({ direction }) => direction === 'in')?.providerId;
}
