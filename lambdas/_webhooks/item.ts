import type { InboundJob } from '../../contract/queues.ts';

/** One message, echo, status or report of a webhook body, ready for the queue. */
export interface Item {
  readonly channelId: string;
  readonly type: InboundJob['type'];
  readonly event: Readonly<Record<string, unknown>>;
  readonly contact?: Readonly<Record<string, unknown>> | undefined;
  readonly errors?: readonly unknown[] | undefined;
  /** Keeps what one customer says in order. */
  readonly group: string;
  readonly deduplication: string;
}

export interface Split {
  readonly items: readonly Item[];
  /** Twice in this body. */
  readonly duplicates: number;
  /** Of numbers that are not this business's. */
  readonly foreign: number;
  /** Not an object, or without an id. */
  readonly unusable: number;
  /** Other webhook fields, accepted and not used yet. */
  readonly otherFields: number;
}
