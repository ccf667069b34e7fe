import { createHash } from 'node:crypto';
import { MessageId } from '../../contract/ids.ts';
import type { HandOverReason, Message } from '../../contract/message.ts';
import { type AssistantMessage, assistantPut, shownAssistant } from '../_data/assistant-message.ts';
import { type Conversation, getConversation, saveConversation, summaryOf } from '../_data/conversation.ts';
import { moved, withOther } from '../_data/conversation-changes.ts';
import { handedOver } from '../_data/conversation-work.ts';
import { digits13, messageTime } from '../_data/keys.ts';
import { countOutcome, type TurnOutcome } from '../_data/prompts.ts';
import { type TransactItem, transact } from '../_data/transact.ts';
import { type Step, type Turn, turnEnd } from '../_data/turn.ts';
import { type InternalMessage, internalPut, shownInternal, type WorkContent } from '../_data/work-message.ts';
import { collisionDelay } from '../_data/write.ts';
import { messageJob } from '../_messaging/outbound-queue.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { log } from '../_shared/log.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { bubblesOf, longestTextOf } from './bubbles.ts';
import { counted } from './limits.ts';

export interface Concluding {
  readonly store: TenantTable;
  /** As the turn found it. */
  readonly conversation: Conversation;
  readonly push: Push;
  readonly enqueue: SendFifo;
  readonly clock: () => number;
}

/** Follows from the turn, and sorts after everything that was there when it was decided. */
function idOf(turn: Turn, read: Conversation, now: number, part: string): MessageId {
  const at = Math.max(now, read.lastMessage ? messageTime(read.lastMessage.id) + 1 : 0);
  const name = createHash('sha256').update([turn.conversationId, turn.from, turn.epoch, part].join('/')).digest('hex');
  return MessageId.parse(`${digits13(at)}-${name.slice(0, 32)}`);
}

interface Outcome {
  readonly next: Conversation;
  readonly sent: readonly AssistantMessage[];
  readonly events: readonly InternalMessage[];
  readonly ended: TurnOutcome;
}

const attempts = 40;

/**
 * Writes what a turn came to: the conversation, the messages and the end of the turn together or not at all, and only while nobody
 * has changed its mode or whose it is since the turn began. Messages that came meanwhile do not matter: they have a turn of their own.
 */
async function end(
  { store, conversation, push, enqueue, clock }: Concluding,
  turn: Turn,
  steps: readonly Step[],
  decide: (read: Conversation, now: number) => Outcome,
): Promise<void> {
  const { conversationId } = turn;
  const place = { tenant: store.tenant, conversationId };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const read = await getConversation(store, conversationId);
    if (!read) return;
    const now = clock();
    if (read.epoch !== turn.epoch || read.mode !== conversation.mode || (read.answeredSeq ?? 0) >= turn.from) {
      log.info('an answer is not wanted any more', place);
      await transact(store, [turnEnd(store, turn, { state: 'discarded', steps })]);
      return;
    }
    const { next, sent, events, ended } = decide(read, now);
    const along: TransactItem[] = [
      turnEnd(store, turn, { ...stateOf(ended), steps }),
      ...sent.map((message) => assistantPut(store, message)),
      ...events.map((event) => internalPut(store, event)),
    ];
    if ((await saveConversation(store, read, next, along)) === 'saved') {
      failPoint('assistant.after-answer');
      const shown = [...sent.map((one) => shownAssistant(store, one)), ...events.map((one) => shownInternal(store, one))];
      await Promise.all([
        countOutcome(store, turn.prompts, ended).catch((error: unknown) =>
          log.warn('how a turn ended was not counted', place, error),
        ),
        push(store, [toEveryone(next), ...shown.map(toViewers)], now),
        ...sent.map(({ id }) =>
          enqueue(messageJob({ tenant: store.tenant, conversationId, messageId: id })).catch((error: unknown) =>
            log.warn('an answer was not queued; the relay will do it', { ...place, messageId: id }, error),
          ),
        ),
      ]);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A conversation is written all the time');
}

const stateOf = (ended: TurnOutcome) =>
  ended === 'answered' || ended === 'suggested' ? { state: ended } : { state: 'handed-over' as const, reason: ended };

const toEveryone = (conversation: Conversation): Change => ({
  to: 'everyone',
  event: { type: 'conversation.changed', conversation: summaryOf(conversation) },
});
const toViewers = (message: Message): Change => ({
  to: { viewing: message.conversationId },
  event: { type: 'message.changed', message },
});

interface Said {
  readonly text: string;
  readonly steps: readonly Step[];
}

/** The reply, on its way to the customer. */
export async function answer(desk: Concluding, turn: Turn, { text, steps }: Said): Promise<void> {
  const longest = await longestTextOf(desk.store, desk.conversation.channelId, text);
  await end(desk, turn, steps, (read, now) => {
    const sent = bubblesOf(text, longest).map(
      (one, part): AssistantMessage => ({
        id: idOf(turn, read, now + part, `answer ${part}`),
        conversationId: read.id,
        text: one,
        epoch: read.epoch,
        at: now,
      }),
    );
    const last = sent.at(-1);
    const said = last ? withOther(read, asSaid(last), now) : { ...read, ...moved(read, now) };
    const next = { ...said, answeredSeq: turn.upTo, language: turn.language, streak: counted(read.streak, now) };
    return { next, sent, events: [], ended: 'answered' };
  });
}

/** What a person may send instead of the assistant. */
export const suggest = (desk: Concluding, turn: Turn, { text, steps }: Said): Promise<void> =>
  end(desk, turn, steps, (read, now) => {
    const content = { kind: 'work', event: 'suggested', text } satisfies WorkContent;
    const id = idOf(turn, read, now, 'suggestion');
    return {
      next: { ...read, answeredSeq: turn.upTo, language: turn.language, version: read.version + 1 },
      sent: [],
      events: [{ id, conversationId: read.id, content, author: 'assistant' }],
      ended: 'suggested',
    };
  });

interface Leaving {
  readonly reason: HandOverReason;
  readonly steps: readonly Step[];
  /** What the customer is told; absent: nothing. */
  readonly word: string | undefined;
}

/** Leaves the conversation to people, with a word to the customer. Where people answer anyway, they only learn that there is no suggestion. */
export const handOver = (desk: Concluding, turn: Turn, { reason, steps, word }: Leaving): Promise<void> =>
  end(desk, turn, steps, (read, now) => {
    const content = { kind: 'work', event: 'handed-over', reason } satisfies WorkContent;
    const event = (at: number): InternalMessage => ({
      id: idOf(turn, read, at, 'hand-over'),
      conversationId: read.id,
      content,
      author: 'assistant',
    });
    if (read.mode === 'hybrid') {
      const next = { ...read, answeredSeq: turn.upTo, language: turn.language, version: read.version + 1 };
      return { next, sent: [], events: [event(now)], ended: reason };
    }
    const message = word && {
      id: idOf(turn, read, now, 'word'),
      conversationId: read.id,
      text: word,
      epoch: read.epoch,
      at: now,
    };
    const sent = message ? [message] : [];
    const said = message ? withOther(read, asSaid(message), now) : read;
    const next = { ...handedOver(read, turn.upTo, said, now), language: turn.language };
    return { next, sent, events: [event(now + 1)], ended: reason };
  });

const asSaid = ({ id, text }: AssistantMessage) => ({ id, content: { kind: 'text', text }, direction: 'out' }) as const;
