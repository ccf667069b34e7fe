import * as z from 'zod';
import { businessScopedId, wamid } from './ids.ts';
import type { Media } from './media.ts';
import type { Entry, State, Thread } from './state.ts';
import type { Channel, Webhooks } from './webhook.ts';

/** Something a customer does on the phone. */
export interface Inbound {
  readonly phoneNumberId: string;
  readonly from: {
    /** Digits; absent for somebody who writes under a user name only. */
    readonly waId?: string | undefined;
    readonly userId?: string | undefined;
    readonly name: string;
    readonly username?: string | undefined;
  };
  /** `messages[].type` and the object of that name, as in the webhook: `type: 'text', content: { body: '...' }`. */
  readonly type: string;
  readonly content?: unknown;
  /** Id of the message being answered. */
  readonly replyTo?: string | undefined;
}

export interface Delivered {
  readonly id: string;
  /** HTTP status of the platform's first answer, 0 when there was none. It is repeated until the answer is 200. */
  readonly webhookStatus: number;
}

interface Parts {
  readonly state: State;
  readonly media: Media;
  readonly webhooks: Webhooks;
  readonly now: () => number;
}

const MediaContent = z.looseObject({ id: z.string() });
const Reaction = z.object({ message_id: z.string(), emoji: z.string().optional() });
const Edit = z.object({ original_message_id: z.string(), message: z.looseObject({ type: z.string() }) });
const Revoke = z.object({ original_message_id: z.string() });

/** Turns what customers do into webhooks. A customer's events leave one after the other, as on a phone. */
export class InboundWebhooks {
  private readonly parts: Parts;
  private readonly lines = new Map<Thread, Promise<unknown>>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  deliver(channel: Channel, inbound: Inbound): Promise<Delivered> {
    const thread = this.threadOf(channel, inbound);
    const next = (this.lines.get(thread) ?? Promise.resolve()).then(() => this.send(channel, thread, inbound));
    this.lines.set(
      thread,
      next.catch(() => undefined),
    );
    return next;
  }

  private threadOf(channel: Channel, { from }: Inbound): Thread {
    const userId = from.userId ?? (from.waId === undefined ? undefined : businessScopedId(channel.wabaId, from.waId));
    const thread = this.parts.state.thread(channel.phoneNumberId, { waId: from.waId, userId });
    Object.assign(thread.customer, {
      waId: from.waId ?? thread.customer.waId,
      userId,
      name: from.name,
      username: from.username ?? thread.customer.username,
    });
    return thread;
  }

  private async send(channel: Channel, thread: Thread, inbound: Inbound): Promise<Delivered> {
    const now = this.parts.now();
    const { customer } = thread;
    const id = wamid(thread.with, 'in');
    const content = this.withMedia(inbound.content);
    const entry: Entry = {
      id,
      direction: 'in',
      at: now,
      type: inbound.type,
      content,
      ...(inbound.replyTo === undefined ? {} : { replyTo: inbound.replyTo }),
      status: 'sending',
      reactions: {},
    };
    customer.lastWroteAt = now;
    this.show(thread, entry);
    const quoted = inbound.replyTo === undefined ? undefined : this.parts.state.entry(inbound.replyTo)?.entry;
    const writer = quoted?.direction === 'in' ? (customer.waId ?? customer.userId) : channel.number;
    const message = {
      ...(inbound.replyTo === undefined ? {} : { context: { from: writer, id: inbound.replyTo } }),
      ...(customer.waId === undefined ? {} : { from: customer.waId }),
      ...(customer.userId === undefined ? {} : { from_user_id: customer.userId }),
      id,
      timestamp: Math.floor(now / 1000).toString(),
      type: inbound.type,
      ...(content === undefined ? {} : { [inbound.type]: content }),
    };
    const contact = {
      profile: { name: customer.name, ...(customer.username === undefined ? {} : { username: customer.username }) },
      ...(customer.waId === undefined ? {} : { wa_id: customer.waId }),
      ...(customer.userId === undefined ? {} : { user_id: customer.userId }),
    };
    const webhookStatus = await this.parts.webhooks.post(channel, { contacts: [contact], messages: [message] }, () => {
      if (entry.status === 'sending') entry.status = 'delivered';
      this.parts.state.changed(thread);
    });
    return { id, webhookStatus };
  }

  /** Adds what the provider knows about a file: type, hash and a link. */
  private withMedia(content: unknown): unknown {
    const parsed = MediaContent.safeParse(content);
    const medium = parsed.success ? this.parts.media.get(parsed.data.id) : undefined;
    if (!parsed.success || medium === undefined) return content;
    const { id, ...rest } = parsed.data;
    return {
      ...rest,
      mime_type: medium.mimeType,
      sha256: Buffer.from(medium.sha256, 'hex').toString('base64'),
      id,
      url: this.parts.media.link(medium),
    };
  }

  /** On the phone itself: a bubble, or a change of another one. */
  private show(thread: Thread, entry: Entry): void {
    const { state } = this.parts;
    switch (entry.type) {
      case 'reaction': {
        const { message_id, emoji } = Reaction.parse(entry.content);
        const target = state.entry(message_id)?.entry;
        if (target !== undefined) target.reactions.customer = emoji || undefined;
        break;
      }
      case 'edit': {
        const { original_message_id, message } = Edit.parse(entry.content);
        const target = state.entry(original_message_id)?.entry;
        if (target !== undefined) Object.assign(target, { content: message[message.type], edited: true });
        break;
      }
      case 'revoke': {
        const target = state.entry(Revoke.parse(entry.content).original_message_id)?.entry;
        if (target !== undefined) Object.assign(target, { content: undefined, deleted: true });
        break;
      }
      default:
        state.add(thread, entry);
        return;
    }
    state.changed(thread);
  }
}
