import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { answerText, parseJson, readBody } from '../http.ts';
import { answerJson } from './answer.ts';
import type { Behaviour, Script } from './behaviour.ts';
import { errorBody, failure, type GraphFailure } from './errors.ts';
import { wamid } from './ids.ts';
import { Buckets } from './limits.ts';
import { type Outgoing, readOutgoing } from './outgoing.ts';
import type { SentLog } from './sent-log.ts';
import type { Entry, State, Thread } from './state.ts';
import type { Statuses } from './statuses.ts';
import type { Channel } from './webhook.ts';

type Message = Extract<Outgoing, { kind: 'message' }>;

export interface MessagesParts {
  readonly state: State;
  readonly statuses: Statuses;
  readonly behaviour: Behaviour;
  readonly log: SentLog;
  readonly typing: (thread: Thread, until: number) => void;
  readonly now: () => number;
}

const window = 24 * 3_600_000;
const typingLasts = 25_000;
const Reaction = z.object({ message_id: z.string(), emoji: z.string() });
const MediaById = z.object({ id: z.string() });
const mediaTypes: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'document', 'sticker']);

const takenAs: Readonly<Record<string, RegExp>> = {
  image: /^image\/(jpeg|png)$/,
  video: /^video\//,
  audio: /^audio\//,
  sticker: /^image\/webp$/,
};

/** `POST /{phone_number_id}/messages`: messages, and read receipts with the typing indicator. */
export class Messages {
  private readonly parts: MessagesParts;
  private readonly buckets = new Buckets();

  constructor(parts: MessagesParts) {
    this.parts = parts;
  }

  forgetRates(): void {
    this.buckets.clear();
  }

  async handle(channel: Channel, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request, 1_000_000);
    const body = raw === undefined ? undefined : parseJson(raw.toString('utf8'));
    const outgoing = readOutgoing(body);
    if (outgoing.kind === 'invalid') return this.refuse(channel, response, body, outgoing.failure);
    if (outgoing.kind === 'receipt') return this.receipt(channel, response, outgoing);

    const script = this.parts.behaviour.take({
      phoneNumberId: channel.phoneNumberId,
      to: outgoing.recipient.by === 'phone' ? outgoing.recipient.waId : outgoing.recipient.input,
      type: outgoing.type,
    });
    if (script !== undefined && script.delayMs > 0) await sleep(script.delayMs, undefined, { ref: false });
    if (script?.drop === 'before') {
      request.socket.destroy();
      return;
    }
    if (script?.error !== undefined) {
      const change = script.httpStatus === undefined ? {} : { http: script.httpStatus };
      return this.refuse(channel, response, body, failure(script.error, change));
    }
    if (script?.httpStatus !== undefined) {
      this.parts.log.refused(channel, body, script.httpStatus);
      return answerText(response, script.httpStatus, 'Scripted failure');
    }
    const refusal = this.refusal(channel, outgoing);
    if (refusal !== undefined) return this.refuse(channel, response, body, refusal);
    this.accept(channel, request, response, { body, outgoing, script });
  }

  /** What the provider checks before it accepts. */
  private refusal(channel: Channel, { recipient, type, content }: Message): GraphFailure | undefined {
    const now = this.parts.now();
    const { throughput, pair } = this.parts.behaviour.limits;
    if (recipient.by === 'phone' && recipient.waId === channel.number) return failure(131021);
    const media = mediaTypes.has(type) ? MediaById.safeParse(content).data?.id : undefined;
    if (media !== undefined) {
      const medium = this.parts.state.media.get(media);
      if (medium === undefined || medium.phoneNumberId !== channel.phoneNumberId || medium.expiresAt <= now) {
        return failure(131009, { details: `${type}.id: there is no media object '${media}'` });
      }
      if (!(takenAs[type] ?? /./).test(medium.mimeType)) {
        return failure(131053, { details: `${type}: ${medium.mimeType} is not supported` });
      }
    }
    if (!this.buckets.take(channel.phoneNumberId, throughput, now)) return failure(130429);
    if (!this.buckets.take(`${channel.phoneNumberId}/${recipient.input}`, pair, now)) return failure(131056);
    return undefined;
  }

  private accept(
    channel: Channel,
    request: IncomingMessage,
    response: ServerResponse,
    { body, outgoing, script }: { body: unknown; outgoing: Message; script: Script | undefined },
  ): void {
    const { recipient, type, content, replyTo, opaque } = outgoing;
    const now = this.parts.now();
    const thread = recipient.by === 'lost' ? undefined : this.threadOf(channel, recipient);
    const id = wamid(thread?.with ?? recipient.input, 'out');
    const entry: Entry = {
      id,
      direction: 'out',
      at: now,
      type,
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(opaque === undefined ? {} : { opaque }),
      status: 'accepted',
      reactions: {},
    };
    const late = thread === undefined ? undefined : (script?.failLater ?? lateFailure(thread, type, now));
    this.parts.log.sent(channel, { id, recipient, type, body, dropped: script?.drop === 'after' });
    if (thread !== undefined) {
      if (type === 'reaction') this.react(thread, content);
      else this.parts.state.add(thread, entry);
      this.parts.typing(thread, 0);
    }
    if (script?.drop === 'after') request.socket.destroy();
    else answerJson(response, 200, answer(outgoing, thread, id));
    if (thread !== undefined) void this.parts.statuses.follow(channel, thread, entry, late);
  }

  private threadOf(channel: Channel, recipient: Exclude<Message['recipient'], { by: 'lost' }>): Thread {
    const { phoneNumberId } = channel;
    switch (recipient.by) {
      case 'phone':
        return this.parts.state.thread(phoneNumberId, { waId: recipient.waId });
      case 'user':
        return this.parts.state.thread(phoneNumberId, { userId: recipient.userId });
      case 'group':
        return this.parts.state.thread(phoneNumberId, { groupId: recipient.groupId });
    }
  }

  private react(thread: Thread, content: unknown): void {
    const reaction = Reaction.parse(content);
    const target = this.parts.state.entry(reaction.message_id)?.entry;
    if (target !== undefined) target.reactions.business = reaction.emoji || undefined;
    this.parts.state.changed(thread);
  }

  /** Marks the message and all before it as read. A message the stand-in did not carry itself is taken on trust. */
  private receipt(channel: Channel, response: ServerResponse, receipt: Extract<Outgoing, { kind: 'receipt' }>): void {
    const found = this.parts.state.entry(receipt.messageId);
    const thread = found?.thread.phoneNumberId === channel.phoneNumberId ? found.thread : undefined;
    const last = thread?.entries.findIndex(({ id }) => id === receipt.messageId) ?? -1;
    for (const entry of thread?.entries.slice(0, last + 1) ?? []) {
      if (entry.direction === 'in' && entry.status !== 'sending') entry.status = 'read';
    }
    if (thread !== undefined) {
      this.parts.state.changed(thread);
      if (receipt.typing) this.parts.typing(thread, this.parts.now() + typingLasts);
    }
    this.parts.log.receipt(channel, receipt.messageId, receipt.typing);
    answerJson(response, 200, { success: true });
  }

  private refuse(channel: Channel, response: ServerResponse, body: unknown, problem: GraphFailure): void {
    this.parts.log.refused(channel, body, problem.code);
    answerJson(response, problem.http, errorBody(problem));
  }
}

/**
 * The 24-hour window is enforced after the message was accepted. A customer who has never written through this stand-in counts
 * as having just written: tests post signed webhooks straight to the platform.
 */
function lateFailure({ customer }: Thread, type: string, now: number): number | undefined {
  if (type === 'template' || customer.lastWroteAt === undefined) return undefined;
  return now - customer.lastWroteAt > window ? 131047 : undefined;
}

function answer({ recipient }: Message, thread: Thread | undefined, id: string): object {
  const { input } = recipient;
  const contact = {
    input,
    ...(recipient.by === 'phone' ? { wa_id: recipient.waId } : {}),
    ...(recipient.by === 'user' ? { user_id: recipient.userId } : {}),
    ...(recipient.by === 'phone' && thread?.customer.userId !== undefined ? { user_id: thread.customer.userId } : {}),
  };
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id, message_status: 'accepted' }] };
}
