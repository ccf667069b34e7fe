import { describe, expect, it } from 'vitest';
import { comeBack, secondsUntilNext, TryLater } from './come-back.ts';

const delivery = (receiptHandle: string, receiveCount = 1) => ({ queueMessageId: receiptHandle, receiptHandle, receiveCount });

describe('when a job comes back', () => {
  it('is when it asked for, in whole seconds and never early', () => {
    expect(secondsUntilNext(new TryLater(4_000), delivery('a'))).toBe(4);
    expect(secondsUntilNext(new TryLater(4_001), delivery('a'))).toBe(5);
    expect(secondsUntilNext(new TryLater(0), delivery('a', 5))).toBe(0);
  });
  it('is later and later after other errors, up to a quarter of an hour', () => {
    expect([1, 2, 5, 9, 10, 30].map((count) => secondsUntilNext(new Error('x'), delivery('a', count)))).toEqual([
      2, 4, 32, 512, 900, 900,
    ]);
  });
  it('is the same for the rest of its group, which would be held up otherwise', async () => {
    const set: [string, number][] = [];
    const setVisibility = async (handle: string, seconds: number) => void set.push([handle, seconds]);
    await comeBack(setVisibility, [delivery('a'), delivery('b', 7), delivery('c')], new TryLater(16_000));
    expect(set).toEqual([
      ['a', 16],
      ['b', 16],
      ['c', 16],
    ]);
  });
});
