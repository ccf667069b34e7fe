/** Milliseconds. Everything on the stage that looks at the time asks this clock, so that tests can move it. */
export interface StageClock {
  now(): number;
  offset(): number;
  /** Sets how far the stage is ahead of the machine. */
  move(offsetMs: number): void;
}

export function createClock(): StageClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    offset: () => offset,
    move: (offsetMs) => {
      offset = offsetMs;
    },
  };
}

/** Which moves of the clock led to where it is: by them is known since when it has been ahead of a time it is put back to. */
export function createMoves() {
  const made = [{ offset: 0, at: Number.NEGATIVE_INFINITY }];
  return {
    /** ms since the process began, at which the clock went beyond this offset; undefined: it is not beyond it. */
    to(offset: number): number | undefined {
      let aheadSince: number | undefined;
      for (let last = made.at(-1); last !== undefined && last.offset > offset; last = made.at(-1)) {
        aheadSince = last.at;
        made.pop();
      }
      made.push({ offset, at: performance.now() });
      return aheadSince;
    },
  };
}
