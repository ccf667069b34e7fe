interface Moment<State> {
  readonly state: State;
  /** When the change to it was asked for, and when that was answered; `performance.now()`. */
  readonly sent: number;
  readonly answered: number;
}

/**
 * What the product was told to be, and when. A request that ended before a change was sent must have met the state before, one
 * that began after the change was answered the state after; one that overlaps the change may have met either.
 */
export class Timeline<State> {
  private readonly moments: Moment<State>[];

  constructor(state: State) {
    this.moments = [{ state, sent: Number.NEGATIVE_INFINITY, answered: Number.NEGATIVE_INFINITY }];
  }

  /** Makes a change with `make`; only an answer of it ends the time in which both states are right. */
  async change<T>(state: State, make: () => Promise<T>): Promise<T> {
    const sent = performance.now();
    const done = await make();
    this.moments.push({ state, sent, answered: performance.now() });
    return done;
  }

  /** The states that a request may have met. */
  during({ begun, ended }: { readonly begun: number; readonly ended: number }): State[] {
    return this.moments.flatMap(({ state, sent }, index) => {
      const next = this.moments[index + 1];
      const over = next !== undefined && begun >= next.answered;
      return !over && ended >= sent ? [state] : [];
    });
  }
}
