import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import type { MediaJob } from '../../contract/queues.ts';
import { getConversation } from '../_data/conversation.ts';
import { getMessage } from '../_data/message.ts';
import { askForFile } from '../_data/received-file.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface RetryDependencies {
  readonly store: TenantTable;
  readonly send: SendJob;
  readonly push: Push;
}

/**
 * Asks for a file that failed once more. One that waits is asked for again as well, in case whoever asked before died before
 * the queue had it: the worker fetches it once.
 */
export async function fetchAgain(
  { store, send, push }: RetryDependencies,
  id: ConversationId,
  messageId: MessageId,
  now: number,
): Promise<Message | ProblemResult> {
  const [conversation, before] = await Promise.all([getConversation(store, id), getMessage(store, id, messageId)]);
  if (!conversation || before?.file === undefined || before.direction !== 'in') return notFound();
  const asked = await askForFile(store, { conversationId: id, messageId });
  const message = asked ?? (await getMessage(store, id, messageId)) ?? before;
  if (message.file?.state === 'pending') {
    const { channelId } = conversation;
    await send({ v: 1, tenant: store.tenant, channelId, conversationId: id, messageId } satisfies MediaJob);
  }
  if (asked) await push(store, [{ to: { viewing: id }, event: { type: 'message.changed', message } }], now);
  return message;
}
