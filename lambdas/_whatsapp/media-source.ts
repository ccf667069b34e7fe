import type { GuardedAnswer } from '../_shared/guarded-fetch.ts';

/** What a provider says of a file before it is downloaded. */
export interface Located {
  readonly url: string;
  /** SHA-256, as the provider writes it: hexadecimal or base64. */
  readonly sha256?: string | undefined;
  readonly bytes?: number | undefined;
}

/**
 * Why the provider does not give a file. `gone`: it has it no more; `not-there`: no more, or not yet. `no-access`: the number's
 * access has ended.
 * `busy`: try later. `expired`: the link is too old, and there is a new one to be had.
 */
export type NoFile = 'gone' | 'not-there' | 'no-access' | 'busy' | 'expired' | 'not-the-provider';

/** Where files of customers' messages come from. */
export interface MediaSource {
  /** The provider blocks a number for which too many requests fail. */
  readonly blocks: boolean;
  locate(mediaId: string): Promise<Located | NoFile>;
  /** The bytes, of which at most so many are read. Rejects with `FetchRefused`. */
  open(url: string, maxBytes: number): Promise<GuardedAnswer | NoFile>;
}

export const isNoFile = (answer: object | NoFile): answer is NoFile => typeof answer === 'string';
