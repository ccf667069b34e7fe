import { expect, it } from 'vitest';
import { peaksOf } from './recording.ts';

it('makes at most 64 peaks of a recording, each the loudest of its part', () => {
  expect(peaksOf([])).toEqual([]);
  expect(peaksOf([3, 9])).toEqual([3, 9]);
  const long = Array.from({ length: 640 }, (_, index) => (index === 5 ? 90 : index === 639 ? 80 : 1));
  const peaks = peaksOf(long);
  expect([peaks.length, peaks[0], peaks[1], peaks[63]]).toEqual([64, 90, 1, 80]);
});
