import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { eventually } from './eventually.ts';
import type { Stage } from './stage.ts';

const Queues = z.array(z.looseObject({ name: z.string(), waiting: z.int(), delayed: z.int(), inFlight: z.int() }));
export type Queue = z.infer<typeof Queues>[number];

export async function queues(stage: Stage): Promise<Queue[]> {
  return Queues.parse(await stage.control('GET', '/_stage/queues'));
}

const isDead = ({ name }: Queue): boolean => /dead|dlq/i.test(name);

/** Put into a queue, and not there to be put off until a later time: a job of transcription is looked after minutes later. */
const onItsWay = ({ waiting, delayed, inFlight }: Queue): number => waiting - delayed + inFlight;

/** Waits until no queue (dead-letter queues aside) gives anything out, twice in a row: nothing more is on its way. */
export async function settled(stage: Stage, withinMs = 60_000): Promise<void> {
  const until = performance.now() + withinMs;
  for (let quiet = 0; quiet < 2; ) {
    const busy = (await queues(stage)).filter((queue) => !isDead(queue) && onItsWay(queue) > 0);
    quiet = busy.length === 0 ? quiet + 1 : 0;
    if (performance.now() > until) throw new Error(`Not quiet after ${withinMs} ms: ${JSON.stringify(busy)}`);
    await sleep(100);
  }
}

const lease = 150_000;

/**
 * Moves the stage's clock on, a lease at a time, until the answer satisfies: what waits in a queue for its time comes back,
 * whenever it was put there. `from`: how far the stage is ahead of the machine before, and again after `backToNow`.
 */
export async function later<T>(stage: Stage, ask: () => Promise<T>, satisfied: (answer: T) => boolean, from = 0): Promise<T> {
  for (let moved = 1; ; moved += 1) {
    await stage.clock(from + moved * lease);
    try {
      return await eventually(ask, satisfied, { withinMs: 3_000 });
    } catch (error) {
      if (moved === 12) throw error;
    }
  }
}

/** Puts the clock back, after everything has come back that was put away until a time that is now in the future. */
export async function backToNow(stage: Stage, from = 0): Promise<void> {
  const empty = async () => (await queues(stage)).every((queue) => isDead(queue) || onItsWay(queue) === 0);
  if (!(await empty())) await later(stage, empty, Boolean, from);
  await settled(stage);
  await stage.clock(from);
}

export async function deadLetters(stage: Stage, part: string): Promise<number> {
  const queue = (await queues(stage)).find((one) => isDead(one) && one.name.toLowerCase().includes(part));
  if (!queue) throw new Error(`No dead-letter queue of ${part}`);
  return queue.waiting + queue.inFlight;
}
