import { describe, expect, it } from 'vitest';
import { createMoves } from './clock.ts';

describe('moves of the clock', () => {
  it('tell since when it has been ahead of where it is put back to', async () => {
    const moves = createMoves();
    const at = async (offset: number): Promise<{ since: number | undefined; around: readonly [number, number] }> => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      const before = performance.now();
      return { since: moves.to(offset), around: [before, performance.now()] };
    };
    const hour = await at(60);
    const day = await at(1440);
    expect([hour.since, day.since]).toEqual([undefined, undefined]);
    // Only the day is still to come in what is now the second hour.
    const second = await at(120);
    expect(second.since).toBeGreaterThanOrEqual(day.around[0]);
    expect(second.since).toBeLessThanOrEqual(day.around[1]);
    const now = await at(0);
    expect(now.since).toBeGreaterThanOrEqual(hour.around[0]);
    expect(now.since).toBeLessThanOrEqual(hour.around[1]);
    expect((await at(0)).since).toBeUndefined();
    const before = await at(-60);
    expect(before.since).toBe(Number.NEGATIVE_INFINITY);
  });
});
