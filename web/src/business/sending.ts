import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { type Call, type Input, isPassing, Refused } from '../api/client.ts';
import type { Outbox, OutboxEntry } from '../composer/outbox.ts';
import { OutboxSender } from '../composer/outbox-sender.ts';
import { windowState } from '../composer/window.ts';
import { exclusively, pause } from '../look/browser.ts';

export interface SendingParts {
  readonly call: Call;
  readonly outbox: Outbox;
  readonly newClientId: (conversationId: string) => string;
  /** Server time, ms. */
  readonly now: () => number;
  readonly mayTakeOver: () => boolean;
  readonly known: (conversationId: string) => ConversationSummary | undefined;
  readonly put: (row: ConversationSummary) => void;
  readonly sent: (message: Message) => void;
}

/** What leaves the outbox for the API, and what is asked before. */
export function senderFor(parts: SendingParts): OutboxSender {
  const { outbox, newClientId, now, sent } = parts;
  return new OutboxSender({
    outbox,
    send: ({ clientId, conversationId, text, replyTo }) =>
      sendMessage(parts, conversationId, {
        clientId,
        content: { kind: 'text', text },
        ...(replyTo === undefined ? {} : { replyTo }),
      }),
    sent,
    newClientId,
    stillFits: (entry) => stillFits(parts, entry),
    now,
    exclusively,
    wait: pause,
    random: Math.random,
  });
}

type Body = Input<'POST /v1/conversations/{id}/messages'>['body'];

export async function sendMessage(parts: SendingParts, id: string, body: Body): Promise<Message> {
  await silenceAssistant(parts, id);
  return parts.call('POST /v1/conversations/{id}/messages', { params: { id }, body });
}

/** Whoever answers where the assistant does takes over: the two must not talk at once. */
async function silenceAssistant({ call, known, mayTakeOver, put }: SendingParts, id: string): Promise<void> {
  // After a start without the server nothing of it may be known yet.
  const row = known(id) ?? (await call('GET /v1/conversations/{id}', { params: { id } }));
  if (row.mode !== 'ai' || !mayTakeOver()) return;
  try {
    put(await call('POST /v1/conversations/{id}/take-over', { params: { id }, body: { from: row.assigneeId ?? null } }));
  } catch (error) {
    // Somebody else has just done it: then the assistant is silent already.
    if (!(error instanceof Refused) || isPassing(error)) throw error;
  }
}

/** For what could not be sent for a while: whether it is still an answer to what was said last, and may still be sent. */
async function stillFits(
  { call, put, now }: SendingParts,
  { conversationId, pressedAt }: OutboxEntry,
): Promise<'window-closed' | 'too-late' | undefined> {
  const row = await call('GET /v1/conversations/{id}', { params: { id: conversationId } });
  put(row);
  if (windowState(row.windowClosesAt, now()).state !== 'open') return 'window-closed';
  const last = row.lastMessage;
  return last !== undefined && last.direction === 'in' && Date.parse(last.at) > pressedAt ? 'too-late' : undefined;
}
