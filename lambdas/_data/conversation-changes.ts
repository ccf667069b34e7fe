import type { ChannelId, ConversationId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { type Conversation, type LastMessage, previewOf } from './conversation-item.ts';
import { placed } from './conversation-place.ts';
import { messageTail, messageTime } from './keys.ts';

const recentLength = 8;
/** Free-form messages may be sent for 24 hours after the customer's last one. */
const windowMs = 24 * 3_600_000;

/** A conversation nobody has said anything in. */
export const newConversation = (
  id: ConversationId,
  channelId: ChannelId,
  customer: Conversation['customer'],
  groupId: string | undefined,
  now: number,
  mode: Conversation['mode'] = 'ai',
): Conversation => ({
  id,
  channelId,
  customer,
  groupId,
  inSeq: 0,
  readSeq: 0,
  recent: [],
  mode,
  status: 'open',
  since: now,
  epoch: 0,
  labels: [],
  changedAt: now,
  version: 1,
});

type Said = Pick<Message, 'id' | 'content' | 'direction'>;

/** Our clock, and always later than the change before: clocks of several workers may differ. */
export const moved = (conversation: Conversation, now: number) => ({
  changedAt: Math.max(now, conversation.changedAt + 1),
  version: conversation.version + 1,
});

const asLast = ({ id, content, direction }: Said): LastMessage => ({
  id,
  kind: content.kind,
  preview: previewOf(content),
  direction,
});

/** Late messages do not become the preview. Of one second's inbound messages the one that arrived last is the newest. */
function newestOf(last: LastMessage | undefined, said: Said): LastMessage {
  if (!last || messageTime(said.id) > messageTime(last.id)) return asLast(said);
  const sameTime = messageTime(said.id) === messageTime(last.id);
  return sameTime && (said.direction === 'in' || said.id > last.id) ? asLast(said) : last;
}

const secondOf = (id: Message['id']): number => Math.floor(messageTime(id) / 1_000);

/** The customer wrote: counts as unread, opens the window, brings back what was resolved or put aside. */
export function withInbound(conversation: Conversation, said: Said, now: number): Conversation {
  const lastMessage = newestOf(conversation.lastMessage, said);
  // A late message that somebody has answered already does not wait. Of one second, the provider's resolution, it counts as later.
  const answered = lastMessage.direction !== 'in' && secondOf(said.id) < secondOf(lastMessage.id);
  const waits = conversation.mode !== 'ai' && !answered;
  const heard: Conversation = {
    ...conversation,
    ...moved(conversation, now),
    inSeq: conversation.inSeq + 1,
    recent: [messageTail(said.id), ...conversation.recent].slice(0, recentLength),
    lastMessage,
    windowClosesAt: Math.max(conversation.windowClosesAt ?? 0, messageTime(said.id) + windowMs),
    status: 'open',
    snoozedUntil: undefined,
    waitingSince: conversation.waitingSince ?? (waits ? messageTime(said.id) : undefined),
  };
  return placed(conversation, heard, now);
}

/** Said from here, or an event: not unread, and no window. What we say is an answer. */
export const withOther = (conversation: Conversation, said: Said, now: number): Conversation => ({
  ...conversation,
  ...moved(conversation, now),
  lastMessage: newestOf(conversation.lastMessage, said),
  waitingSince: said.direction === 'out' ? undefined : conversation.waitingSince,
});

/** Whether `withOther` has been done for this message, or a later message makes it unnecessary. */
export function coversOther({ lastMessage }: Conversation, id: Message['id']): boolean {
  return lastMessage !== undefined && (lastMessage.id === id || messageTime(lastMessage.id) > messageTime(id));
}

/**
 * An edited or deleted message is the preview: the inbox shows what it says now. It does not move. One that is not applied yet
 * only makes a new version: whoever is applying it then looks at it again.
 */
export function withChangedLast(conversation: Conversation, message: Message): Conversation {
  const { lastMessage: last } = conversation;
  if (!last || (last.id !== message.id && messageTime(message.id) >= messageTime(last.id)))
    return { ...conversation, version: conversation.version + 1 };
  if (last.id !== message.id) return conversation;
  const next = message.deletedAt ? { ...last, kind: 'deleted', preview: '' } : asLast(message);
  const same = next.kind === last.kind && next.preview === last.preview;
  return same ? conversation : { ...conversation, lastMessage: next, version: conversation.version + 1 };
}

/**
 * What was to be the last message was never sent: the one before it is. People answer by now, so the customer waits for them since
 * that one.
 */
export function withDiscarded(
  conversation: Conversation,
  id: Message['id'],
  before: Said | undefined,
  now: number,
): Conversation {
  if (conversation.lastMessage?.id !== id) return conversation;
  const waits = before?.direction === 'in' && conversation.mode !== 'ai' && conversation.status !== 'resolved';
  return {
    ...conversation,
    ...moved(conversation, now),
    lastMessage: before && asLast(before),
    waitingSince: conversation.waitingSince ?? (waits ? messageTime(before.id) : undefined),
  };
}
