import type { ConversationId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { type Conversation, getConversation, saveConversation, summaryOf } from '../_data/conversation.ts';
import type { TransactItem } from '../_data/transact.ts';
import { type InternalMessage, internalPut, shownInternal } from '../_data/work-message.ts';
import { collisionDelay } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Desk {
  readonly store: TenantTable;
  readonly push: Push;
  /** Milliseconds. */
  readonly now: number;
}

export interface Decision {
  /** The same object as was read: it is so already, and nothing is written. */
  readonly next: Conversation;
  /** What the thread says of it. */
  readonly messages?: readonly InternalMessage[];
  /** What is to happen together with it or not at all. */
  readonly along?: readonly TransactItem[];
  /** If it is so already, others need not be told once more. */
  readonly quiet?: true;
}

/** Tries when others write the conversation too: with the delays between them several seconds. */
const attempts = 60;

/**
 * Reads, decides and writes until nobody came in between, the change and what the thread says of it together or not at all; then
 * tells everybody. Of several at the same time one is first, and the others decide on what it left.
 */
export async function workOn(
  { store, push, now }: Desk,
  id: ConversationId,
  decide: (read: Conversation) => Decision | ProblemResult | Promise<Decision | ProblemResult>,
): Promise<Conversation | ProblemResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const read = await getConversation(store, id);
    if (!read) return notFound();
    const decision = await decide(read);
    if (isProblem(decision)) return decision;
    const { next, messages = [], along: others = [], quiet } = decision;
    if (next === read) {
      // Whoever did it may have died before telling.
      if (!quiet) await push(store, [toEveryone(read)], now);
      return read;
    }
    const along = [...messages.map((message) => internalPut(store, message)), ...others];
    if ((await saveConversation(store, read, next, along)) === 'saved') {
      failPoint('work.after-change');
      const shown = messages.map((message) => toViewers(shownInternal(store, message)));
      await push(store, [toEveryone(next), ...shown], now);
      return next;
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  return problem('conflict', 'Many people change this at the moment. Try again.');
}

const toEveryone = (conversation: Conversation): Change => ({
  to: 'everyone',
  event: { type: 'conversation.changed', conversation: summaryOf(conversation) },
});

export const toViewers = (message: Message): Change => ({
  to: { viewing: message.conversationId },
  event: { type: 'message.changed', message },
});
