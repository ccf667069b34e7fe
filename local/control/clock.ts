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
