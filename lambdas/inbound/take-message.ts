import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { applyWaiting, listWaiting } from '../_data/annotation.ts';
import { type Conversation, getConversation, saveConversation } from '../_data/conversation.ts';
import { coversOther, withInbound, withOther } from '../_data/conversation-changes.ts';
import { isApplied } from '../_data/conversation-item.ts';
import { inboundMessageId } from '../_data/keys.ts';
import { addInbound, getMessage, type NewInboundMessage, renumber } from '../_data/message.ts';
import { collisionDelay } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Received } from '../_whatsapp/port.ts';
import { meter } from './metering.ts';

export type ReceivedMessage = Extract<Received, { type: 'message' }>;

/** What changed for those who look on. Undefined: nothing, it was here and finished before. */
export type Taken =
  | { readonly conversation: Conversation; readonly message: Message /** As one more of the month. */; readonly counted: boolean }
  /** The conversation was erased: the sender is to be looked for again. What was written of it goes with the conversation. */
  | 'gone'
  /** It was erased, and does not come back although its sender has written anew since. */
  | 'erased'
  | undefined;

/**
 * Writes a message and applies it to its conversation. Both are conditional, so doing it again changes nothing; a crash in
 * between is finished by the next try, because what is asked is whether the message was applied, not whether it is there.
 */
export async function takeMessage(
  store: TenantTable,
  conversationId: ConversationId,
  received: ReceivedMessage,
  refresh: (conversation: Conversation) => Promise<Conversation>,
  now: number,
): Promise<Taken> {
  const id = inboundMessageId(received.at, received.providerId);
  const counts = received.message.direction === 'in';
  let seq: number | undefined;
  let written: Message | undefined;
  let fresh = false;
  for (let attempt = 0; ; attempt++) {
    const read = await getConversation(store, conversationId);
    if (!read) return 'gone';
    if (isOfBefore(read, received.at)) return 'erased';
    // Of an event this cannot be told before it is written: a late one is never the conversation's last message.
    if (counts && isApplied(read, id, seq)) return undefined;
    const wanted = counts ? read.inSeq + 1 : undefined;
    if (!written) {
      const message: NewInboundMessage = {
        ...received.message,
        id,
        conversationId,
        providerId: received.providerId,
        seq: wanted,
      };
      const put = await addInbound(store, message);
      failPoint('inbound.after-message');
      if (counts && !put.added && isApplied(read, id, put.existing.seq)) return undefined;
      fresh = put.added;
      seq = put.added ? wanted : put.existing.seq;
      written = put.added ? shown(message, received.at) : put.existing;
    } else {
      // Somebody was here in between, perhaps to edit it.
      written = (await getMessage(store, conversationId, id)) ?? written;
    }
    const waits = read.annotationsWait && (await annotateFromWaiting(store, conversationId, id, received.providerId));
    written = waits?.message ?? written;
    if (wanted !== undefined && seq !== wanted) {
      await renumber(store, conversationId, id, wanted);
      failPoint('inbound.after-renumber');
      seq = wanted;
      written = { ...written, seq };
    }
    const refreshed = await refresh(read);
    if (!counts && !fresh && refreshed === read && coversOther(read, id)) return undefined;
    const applied = counts ? withInbound(refreshed, written, now) : withOther(refreshed, written, now);
    const { conversation, along } = counts ? await meter(store, applied, now) : { conversation: applied, along: [] };
    const next = waits ? { ...conversation, annotationsWait: waits.more } : conversation;
    if ((await saveConversation(store, read, next, along)) === 'saved') {
      failPoint('inbound.after-apply');
      return { conversation: next, message: written, counted: along.length > 0 };
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** An edit, deletion or reaction may have been here first. */
async function annotateFromWaiting(store: TenantTable, conversationId: ConversationId, id: MessageId, providerId: string) {
  const message = await applyWaiting(store, conversationId, id, providerId);
  failPoint('inbound.after-waiting');
  const rest = await listWaiting(store, conversationId);
  return { message, more: rest.length > 0 ? (true as const) : undefined };
}

/** Whether it was erased, while the sender has written anew since. */
export const isOfBefore = ({ notBefore }: Conversation, at: number): boolean => notBefore !== undefined && at <= notBefore;

const shown = (message: NewInboundMessage, at: number): Message => ({
  ...message,
  sentAt: new Date(at).toISOString(),
  reactions: [],
});
