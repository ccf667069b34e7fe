import { setTimeout as sleep } from 'node:timers/promises';

/** One request of the load. Times are of `performance.now()`, milliseconds. */
export interface Shot<Answer> {
  readonly due: number;
  readonly begun: number;
  readonly ended: number;
  readonly answer: Answer;
}

export interface Load {
  readonly perSecond: number;
  /** Runs until this settles. */
  readonly until: Promise<unknown>;
}

/**
 * Open loop: requests begin by the clock, whether or not those before them have been answered, as people and providers do.
 * `fire` is given the number of the request and must not throw.
 */
export async function openLoop<Answer>(
  { perSecond, until }: Load,
  fire: (number: number) => Promise<Answer>,
): Promise<Shot<Answer>[]> {
  let going = true;
  const stopped = until.finally(() => {
    going = false;
  });
  stopped.catch(() => undefined);
  const shots: Promise<Shot<Answer>>[] = [];
  const start = performance.now();
  const shoot = async (number: number, due: number): Promise<Shot<Answer>> => {
    const begun = performance.now();
    const answer = await fire(number);
    return { due, begun, ended: performance.now(), answer };
  };
  while (going) {
    for (let due = start + (shots.length * 1000) / perSecond; due <= performance.now(); ) {
      shots.push(shoot(shots.length, due));
      due = start + (shots.length * 1000) / perSecond;
    }
    await sleep(2);
  }
  await stopped;
  return Promise.all(shots);
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
const ascending = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other);

/** Says what was wrong with the machine, so that nobody takes it for the product. */
export function checkLoad(shots: readonly Shot<unknown>[], { perSecond }: Pick<Load, 'perSecond'>): void {
  const late = at(ascending(shots.map(({ due, begun }) => begun - due)), 0.95);
  const took = at(ascending(shots.map(({ begun, ended }) => ended - begun)), 0.5);
  const first = Math.min(...shots.map(({ begun }) => begun));
  const rate = (1000 * (shots.length - 1)) / (Math.max(...shots.map(({ begun }) => begun)) - first);
  if (late > 500 || took > 2_000 || rate < perSecond * 0.95) {
    throw new Error(
      `This machine was too busy for ${perSecond} requests a second, so nothing is proven: ${rate.toFixed(1)} a second were begun, ` +
        `5% of them more than ${Math.round(late)} ms late, and half of the answers took more than ${Math.round(took)} ms`,
    );
  }
}
