import type { TenantId } from '../../contract/ids.ts';
import type { FileFailure } from '../../contract/message.ts';
import type { Attempt, Heard } from '../_data/transcript.ts';

/** A voice note to write down. */
export interface Order extends Attempt {
  readonly tenant: TenantId;
  /** Unique; tells one asking from another, also at the engine. */
  readonly job: string;
  readonly mimeType: string;
  /** The file of the business that it is, if it was not received with its message. */
  readonly fileId?: string | undefined;
  /** BCP 47: what may be spoken, likeliest first. One: what is spoken. */
  readonly languages: readonly string[];
}

interface Result {
  readonly outcome: 'heard';
  readonly heard: Heard;
  /** Of sound, where the engine says. */
  readonly seconds?: number | undefined;
}

/** The engine does not write it down. */
interface Refused {
  readonly outcome: 'failed';
  readonly failure: FileFailure;
  /** Too little is said to tell the language: it may be tried in one that is named. */
  readonly languageUnclear?: true;
}

export type Begun =
  | Result
  | Refused
  /** It will tell. Beginning the same job again is the same. */
  | { readonly outcome: 'started' }
  /** Not now; after so many milliseconds, where it says. */
  | { readonly outcome: 'busy'; readonly afterMs?: number };

export type Followed = Result | Refused | { readonly outcome: 'waiting' } | { readonly outcome: 'absent' };

export interface Price {
  /** That are paid for. */
  readonly seconds: number;
  /** Millionths of a US dollar. */
  readonly micros: number;
}

/** What writes down what is said. */
export interface Transcriber {
  readonly engine: 'transcribe' | 'openai';
  begin(order: Order): Promise<Begun>;
  /** How a job gets on that was started. */
  follow(order: Order): Promise<Followed>;
  /** Removes what it has left anywhere. Never fails: nothing depends on it. */
  forget(order: Order): Promise<void>;
  price(seconds: number): Price;
}
