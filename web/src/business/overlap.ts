import type { RealtimeEvent } from '../../../contract/realtime.ts';

interface OverlapParts {
  readonly me: string;
  /** When the row of a conversation changed last. */
  readonly changedAt: (conversationId: string) => string | undefined;
  readonly reload: (conversationId: string) => void;
  /** Does it after so many milliseconds; answers how to call it off. */
  readonly later: (act: () => void, ms: number) => () => void;
}

/** For rows and messages that were on their way when the server began to tell. */
const settleMs = 1500;

/**
 * A page of messages and the wish to be told of what follows are under way at the same time: what happens after the one and before
 * the other is in neither. The row of the conversation shows it all the same, and then the page is asked for again.
 */
export class Overlap {
  readonly #parts: OverlapParts;
  #waiting: { readonly id: string; readonly changedAt: string | undefined } | undefined;
  #callOff: () => void = () => undefined;

  constructor(parts: OverlapParts) {
    this.#parts = parts;
  }

  /** The server was asked to tell everything about this one; undefined: about none. */
  asked(id: string | undefined): void {
    this.#callOff();
    this.#waiting = id === undefined ? undefined : { id, changedAt: this.#parts.changedAt(id) };
  }

  /** Once this person is among those who look at it, the server tells. */
  heard({ online }: Extract<RealtimeEvent, { type: 'presence' }>): void {
    const { me, changedAt, reload, later } = this.#parts;
    const waiting = this.#waiting;
    const looking = online.some((one) => one.employeeId === me && one.viewing.some((id) => id === waiting?.id));
    if (!waiting || !looking) return;
    this.#waiting = undefined;
    this.#callOff = later(() => {
      if (changedAt(waiting.id) !== waiting.changedAt) reload(waiting.id);
    }, settleMs);
  }
}
