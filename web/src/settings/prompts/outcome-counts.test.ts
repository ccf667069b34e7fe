import { expect, it } from 'vitest';
import { outcomeCounts } from './outcome-counts.ts';

it('says how often words were used, how many of it people got, and mostly why', () => {
  const reasons = { upset: 1, asked: 4, closed: 0 };
  expect(outcomeCounts({ answered: 14, suggested: 1, handedOver: 5, reasons })).toEqual({
    used: 20,
    share: 0.25,
    reasons: [
      ['asked', 4],
      ['upset', 1],
    ],
  });
  expect(outcomeCounts({ answered: 0, suggested: 0, handedOver: 0, reasons: {} })).toEqual({ used: 0, share: 0, reasons: [] });
});
