import type { Status } from './behaviour.ts';

/** A message that the platform asked for, and what became of it. */
export interface Sent {
  readonly at: string;
  readonly accountSid: string;
  /** None when it was refused. */
  readonly sid?: string;
  readonly from: string;
  readonly to: string;
  readonly body?: string;
  readonly mediaUrl?: string;
  readonly statusCallback?: string;
  /** What the address of the file answered to HEAD, which Twilio asks before it fetches: 0 for no answer. */
  mediaHead?: number;
  mediaBytes?: number;
  /** Hexadecimal. */
  mediaSha256?: string;
  mediaType?: string;
  /** HTTP status; 0 when the connection was cut. */
  readonly answered: number;
  /** Of a refusal. */
  readonly code?: number;
  /** Status callbacks that went out, and what the platform answered: 0 for no answer. */
  readonly callbacks: { status: Status; errorCode?: number; answered: number }[];
}

/** Everything the platform asked for, in order: what tests count instead of asking the platform itself. */
export class SentLog {
  private messages: Sent[] = [];

  add(message: Sent): void {
    this.messages.push(message);
  }

  list(to: string | undefined): readonly Sent[] {
    return this.messages.filter((message) => to === undefined || message.to === to);
  }

  clear(): void {
    this.messages = [];
  }
}
