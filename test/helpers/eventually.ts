import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer satisfies, else fails with the last answer. For effects that come through a queue. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfied: (answer: T) => boolean,
  { withinMs = 20_000, everyMs = 50 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (performance.now() > until)
      throw new Error(`Not within ${withinMs} ms; the last answer was ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await sleep(everyMs);
  }
}
