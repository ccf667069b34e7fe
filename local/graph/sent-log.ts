import type { Recipient } from './outgoing.ts';
import type { Medium } from './state.ts';
import type { Channel } from './webhook.ts';

interface Sent {
  readonly id: string;
  readonly at: string;
  readonly phoneNumberId: string;
  /** As the platform gave it. */
  readonly to: string;
  readonly type: string;
  /** The request body. */
  readonly body: unknown;
  /** The platform never got the answer. */
  readonly dropped: boolean;
}

type Stored = Pick<Medium, 'id' | 'mimeType' | 'sha256' | 'size'>;

/** Everything the platform asked for, in order: what tests count instead of asking the platform itself. */
export class SentLog {
  private readonly now: () => number;
  private messages: Sent[] = [];
  private receipts: { at: string; phoneNumberId: string; messageId: string; typing: boolean }[] = [];
  private uploads: (Stored & { at: string; phoneNumberId: string })[] = [];
  private refusals: { at: string; phoneNumberId: string; code: number; body: unknown }[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  sent(channel: Channel, message: { id: string; recipient: Recipient; type: string; body: unknown; dropped: boolean }): void {
    const { id, recipient, type, body, dropped } = message;
    this.messages.push({ id, ...this.stamp(channel), to: recipient.input, type, body, dropped });
  }

  receipt(channel: Channel, messageId: string, typing: boolean): void {
    this.receipts.push({ ...this.stamp(channel), messageId, typing });
  }

  uploaded(channel: Channel, { id, mimeType, sha256, size }: Stored): void {
    this.uploads.push({ id, mimeType, sha256, size, ...this.stamp(channel) });
  }

  refused(channel: Channel, body: unknown, code: number): void {
    this.refusals.push({ ...this.stamp(channel), code, body });
  }

  /** `count` is the number of accepted messages; receipts, uploads and refusals are listed beside them. */
  list(phoneNumberId: string | undefined, to: string | undefined) {
    const here = (item: { phoneNumberId: string }) => phoneNumberId === undefined || item.phoneNumberId === phoneNumberId;
    const messages = this.messages.filter((message) => here(message) && (to === undefined || message.to === to));
    return {
      count: messages.length,
      messages,
      receipts: this.receipts.filter(here),
      uploads: this.uploads.filter(here),
      refused: this.refusals.filter(here),
    };
  }

  clear(): void {
    this.messages = [];
    this.receipts = [];
    this.uploads = [];
    this.refusals = [];
  }

  private stamp({ phoneNumberId }: Channel): { at: string; phoneNumberId: string } {
    return { at: new Date(this.now()).toISOString(), phoneNumberId };
  }
}
