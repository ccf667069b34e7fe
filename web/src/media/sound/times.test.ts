import { expect, it } from 'vitest';
import { clockOf, keySeek, lengthOf } from './times.ts';

it('shows times as players do', () => {
  expect([0, 7_900, 65_000, 3_723_000, -5].map((ms) => clockOf(ms, 'en'))).toEqual(['0:00', '0:07', '1:05', '1:02:03', '0:00']);
  expect([0, 300, 5_993, 6_400].map((ms) => lengthOf(ms, 'en'))).toEqual(['0:00', '0:01', '0:06', '0:06']);
});

it('goes on with the keys of a slider, to the right in every language, and not beyond its ends', () => {
  expect(['ArrowRight', 'ArrowLeft', 'PageUp', 'Home', 'End', 'a'].map((key) => keySeek(key, 5_000, 120_000))).toEqual([
    7_000,
    3_000,
    17_000,
    0,
    120_000,
    undefined,
  ]);
  expect([keySeek('ArrowLeft', 200, 3_000), keySeek('ArrowRight', 2_800, 3_000)]).toEqual([0, 3_000]);
});
