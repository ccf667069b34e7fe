import type { Message } from '../../../contract/message.ts';
import { furtherOn, joinMessages, type StatusChange, withStatus } from './message-join.ts';
import { byReadingOrder } from './order.ts';

/** How far up the thread is loaded without a hole: to a message id, or to its beginning. */
export type Floor = { readonly id: string } | 'beginning' | undefined;

/**
 * What is known of one conversation's messages. Two of them join into one that knows what both knew; joining is
 * commutative, associative and idempotent, so pages, pushes and repeats may come in any order.
 */
export class Thread {
  readonly messages: ReadonlyMap<string, Message>;
  /** Statuses that were faster than their message. */
  readonly early: ReadonlyMap<string, StatusChange>;
  readonly floor: Floor;
  /**
   * Up to where pages have come: from the floor to here there is no hole. What lies beyond was pushed, or sent from here, and
   * something may be missing before it.
   */
  readonly sure: string | undefined;

  constructor(
    messages: ReadonlyMap<string, Message> = new Map(),
    floor: Floor = undefined,
    early: ReadonlyMap<string, StatusChange> = new Map(),
    sure: string | undefined = undefined,
  ) {
    this.messages = messages;
    this.floor = floor;
    this.early = early;
    this.sure = sure;
  }

  /** `upTo`: the message before which the page was asked for. */
  static ofPage(items: readonly Message[], more: boolean, upTo?: string): Thread {
    const ids: readonly string[] = items.map(({ id }) => id).sort();
    const floor: Floor = more && ids[0] !== undefined ? { id: ids[0] } : 'beginning';
    return new Thread(new Map(items.map((message) => [message.id, message])), floor, new Map(), upTo ?? ids.at(-1));
  }

  /** What follows something that is known. */
  static ofNext(items: readonly Message[]): Thread {
    const newest = items
      .map(({ id }): string => id)
      .sort()
      .at(-1);
    return new Thread(new Map(items.map((message) => [message.id, message])), undefined, new Map(), newest);
  }

  withMessage(message: Message): Thread {
    return this.join(new Thread(new Map([[message.id, message]])));
  }

  withStatus(messageId: string, change: StatusChange): Thread {
    return this.join(new Thread(new Map(), undefined, new Map([[messageId, change]])));
  }

  /** Answers the very same object when the other knows nothing new. */
  join(other: Thread): Thread {
    const messages = new Map(this.messages);
    const early = new Map(this.early);
    let changed = false;
    const put = (message: Message): void => {
      if (messages.get(message.id) !== message) changed = true;
      messages.set(message.id, message);
    };
    for (const [id, change] of other.early) {
      const known = early.get(id);
      const best = known === undefined ? change : furtherOn(known, change);
      if (best !== known) {
        early.set(id, best);
        changed = true;
      }
    }
    for (const message of other.messages.values()) {
      const known = messages.get(message.id);
      put(known === undefined ? message : joinMessages(known, message));
    }
    for (const [id, change] of early) {
      const message = messages.get(id);
      if (message === undefined) continue;
      put(withStatus(message, change));
      early.delete(id);
      changed = true;
    }
    const floor = isHole(this, other) ? other.floor : isHole(other, this) ? this.floor : lower(this.floor, other.floor);
    const sure = later(this.sure, other.sure);
    if (!changed && floor === this.floor && sure === this.sure) return this;
    return new Thread(messages, floor, early, sure);
  }

  /** In reading order, without what lies beyond the hole above the floor. */
  shown(): Message[] {
    return this.#shownIds()
      .flatMap((id) => this.messages.get(id) ?? [])
      .sort(byReadingOrder);
  }

  /**
   * The newest `count` of what is shown, so that a page open for days does not grow. What came without a page is kept whatever
   * its number: something may be missing before it. Itself when there are no more.
   */
  newestPart(count: number): Thread {
    const { floor, sure } = this;
    const at = this.#shownIds().at(-count);
    const from = at !== undefined && sure !== undefined && sure < at ? sure : at;
    if (from === undefined || floor === undefined || (floor !== 'beginning' && from <= floor.id)) return this;
    const kept = [...this.messages].filter(([id]) => id >= from);
    return kept.length === this.messages.size ? this : new Thread(new Map(kept), { id: from }, this.early, sure);
  }

  /** The oldest `count` of what is shown without a hole: a stretch that does not end with the newest. */
  oldestPart(count: number): Thread {
    const ids = this.#shownIds();
    const at = ids[Math.min(count, ids.length) - 1];
    const upTo = at !== undefined && this.sure !== undefined && this.sure < at ? this.sure : at;
    if (upTo === undefined) return this;
    const kept = ids.filter((id) => id <= upTo).flatMap((id) => this.messages.get(id) ?? []);
    return new Thread(new Map(kept.map((message) => [message.id, message])), this.floor, new Map(), upTo);
  }

  #shownIds(): string[] {
    const { floor } = this;
    if (floor === undefined) return [];
    const ids = [...this.messages.keys()];
    return (floor === 'beginning' ? ids : ids.filter((id) => id >= floor.id)).sort();
  }

  /** Nobody has this provider id, but some of ours do not know theirs yet. */
  mayHold(providerId: string): boolean {
    let open = false;
    for (const message of this.messages.values()) {
      if (message.providerId === providerId) return false;
      if (message.direction === 'out' && message.providerId === undefined) open = true;
    }
    return open;
  }

  newest(): string | undefined {
    let newest: string | undefined;
    for (const id of this.messages.keys()) if (newest === undefined || id > newest) newest = id;
    return newest;
  }
}

const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

/** Between the end of the one and the beginning of the other something may be missing. */
const isHole = (above: Thread, below: Thread): boolean =>
  above.floor !== undefined && above.sure !== undefined && typeof below.floor === 'object' && above.sure < below.floor.id;

/** `undefined` (nothing loaded) is highest, the beginning lowest. */
function lower(a: Floor, b: Floor): Floor {
  if (a === undefined || b === 'beginning') return a === 'beginning' ? a : b;
  if (b === undefined || a === 'beginning') return a;
  return b.id < a.id ? b : a;
}
