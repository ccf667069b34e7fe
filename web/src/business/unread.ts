import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Call } from '../api/client.ts';
import { Store } from '../look/store.ts';

type Row = ConversationSummary;

interface UnreadParts {
  readonly call: Call;
  /** Employee id. */
  readonly me: string;
  readonly later: (work: () => void, ms: number) => () => void;
  readonly closing: AbortSignal;
}

/** As far as the API counts each of the two. */
const countedTo = 100;
/** After a change whose part in the figure cannot be told; many of them are one question. */
const againMs = 60_000;

/** Something is unread and waits for this person: theirs, or nobody's and not the assistant's. */
const waitsFor = ({ unread, status, assigneeId, mode }: Row, me: string): boolean =>
  unread > 0 && status === 'open' && (assigneeId === me || (assigneeId === undefined && mode !== 'ai'));

export function countWaiting(rows: Iterable<Row>, me: string): number {
  let count = 0;
  for (const row of rows) if (waitsFor(row, me)) count += 1;
  return count;
}

/**
 * How many conversations with something unread wait for this person, also of those that are not loaded. The API is asked when the
 * connection opens; from then on what is pushed is counted along, so that a message costs no question.
 */
export class Unread {
  /** Undefined: the API could not be asked yet. */
  readonly count = new Store<number | undefined>(undefined);
  readonly #parts: UnreadParts;
  #capped = false;
  #asking = 0;
  #waiting: (() => void) | undefined;
  /** Something changed while the API was asked: its answer may be from before or after that. */
  #changed = false;

  constructor(parts: UnreadParts) {
    this.#parts = parts;
    parts.closing.addEventListener('abort', () => this.#waiting?.());
  }

  async load(): Promise<void> {
    this.#waiting?.();
    this.#waiting = undefined;
    this.#asking += 1;
    const turn = this.#asking;
    this.#changed = false;
    try {
      const { mine, unassigned } = await this.#parts.call('GET /v1/unread-conversations', {});
      if (turn !== this.#asking) return;
      this.#capped = mine >= countedTo || unassigned >= countedTo;
      this.count.set(mine + unassigned);
      if (this.#changed) this.#doubt();
    } catch {
      // The next connection asks again.
    }
  }

  /** A row was pushed, or answered. `before`: as it was known here. */
  heard(before: Row | undefined, after: Row): void {
    const { me } = this.#parts;
    this.#changed = true;
    const count = this.count.get();
    if (count === undefined) return;
    const waits = waitsFor(after, me);
    if (before === undefined) {
      // The first unread message makes it unread; with more of them it may have been counted before, and nobody knows whose it was.
      if (waits && after.unread === 1) this.#add(count, 1);
      else if (waits || after.unread === 0) this.#doubt();
      return;
    }
    const change = Number(waits) - Number(waitsFor(before, me));
    if (change !== 0) this.#add(count, change);
  }

  #add(count: number, change: number): void {
    if (this.#capped) this.#doubt();
    else this.count.set(Math.max(0, count + change));
  }

  #doubt(): void {
    this.#waiting ??= this.#parts.later(() => void this.load(), againMs);
  }
}
