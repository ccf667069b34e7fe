import { expect, it } from 'vitest';
import { dollarsOf, microsIn } from './price.ts';

it('reads and writes prices of a minute', () => {
  expect([6_000, 24_000, 0, 1_000_000].map(dollarsOf)).toEqual(['0.006', '0.024', '0', '1']);
  expect(['0.006', ' 0,024 ', '1', '0'].map(microsIn)).toEqual([6_000, 24_000, 1_000_000, 0]);
  expect(['', '-1', '2', '0.0000001', '1.5', 'x', '0.'].map(microsIn)).toEqual(Array(7).fill(undefined));
});
