import type { ConversationId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { applyWaiting } from '../_data/annotation.ts';
import { type Conversation, changeConversation, getConversation, saveConversation } from '../_data/conversation.ts';
import { withChangedLast, withOther } from '../_data/conversation-changes.ts';
import { answeredOnPhone } from '../_data/conversation-work.ts';
import { echoPut, shownEcho } from '../_data/echo-message.ts';
import { inboundMessageId, messageTime } from '../_data/keys.ts';
import { findByProviderId } from '../_data/message.ts';
import { adoptUnmatched } from '../_data/unmatched-status.ts';
import { type InternalMessage, internalId, internalPut, shownInternal } from '../_data/work-message.ts';
import { collisionDelay } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { isOfBefore, type ReceivedMessage } from './take-message.ts';

/** What changed for those who look on. */
export interface Echoed {
  readonly conversation: Conversation;
  readonly messages: readonly Message[];
}

/** Messages among which one that was sent from here is looked for. */
const looked = 100;

/**
 * Writes what somebody of the business said on its phone, and stops the assistant: both together or not at all, so that once is
 * enough whatever crashes. `known`: it was here before; `ours`: it was sent from here, and nobody has done anything.
 */
export async function takeEcho(
  store: TenantTable,
  conversationId: ConversationId,
  { message: received, at, providerId }: ReceivedMessage,
  refresh: (conversation: Conversation) => Promise<Conversation>,
  now: number,
): Promise<Echoed | 'known' | 'ours' | 'gone' | 'erased'> {
  const { content, replyTo, forwarded, frequentlyForwarded, product, groupId } = received;
  const id = inboundMessageId(at, providerId);
  const echo = { id, conversationId, content, providerId, replyTo, forwarded, frequentlyForwarded, product, groupId };
  for (let attempt = 0; ; attempt++) {
    const read = await getConversation(store, conversationId);
    if (!read) return 'gone';
    if (isOfBefore(read, at)) return 'erased';
    const found = await findByProviderId(store, conversationId, providerId, looked);
    if (found) return found.id === id ? 'known' : 'ours';
    const shown = shownEcho(store, echo);
    const next = answeredOnPhone(read, withOther(await refresh(read), shown, now), now);
    const line: InternalMessage = {
      // After everything that was said when it was decided.
      id: internalId(Math.max(now, next.lastMessage ? messageTime(next.lastMessage.id) + 1 : 0)),
      conversationId,
      content: { kind: 'work', event: 'taken-over' },
      author: 'phone-app',
    };
    const stopped = next.mode === read.mode ? [] : [line];
    const along = [echoPut(store, echo), ...stopped.map((event) => internalPut(store, event))];
    if ((await saveConversation(store, read, next, along)) === 'saved') {
      failPoint('inbound.after-echo');
      return { conversation: next, messages: [shown, ...stopped.map((event) => shownInternal(store, event))] };
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** What came before the message itself: how it fared, that it was changed or deleted. Doing it again changes nothing. */
export async function adoptForEcho(
  store: TenantTable,
  conversationId: ConversationId,
  { at, providerId }: ReceivedMessage,
): Promise<Message | undefined> {
  const messageId = inboundMessageId(at, providerId);
  const fared = await adoptUnmatched(store, { conversationId, messageId }, providerId);
  const annotated = await applyWaiting(store, conversationId, messageId, providerId);
  if (annotated) await changeConversation(store, conversationId, (read) => withChangedLast(read, annotated));
  return annotated ?? fared;
}
