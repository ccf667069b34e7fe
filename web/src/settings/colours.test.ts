import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast, inkOn, roleColours } from './colours.ts';

it('computes contrast as WCAG does', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#123456', '#123456')).toBe(1);
});

it('writes so that it can be read, whatever colour somebody chose', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(colour, (ground) => {
      expect(contrast(ground, inkOn(ground))).toBeGreaterThanOrEqual(4.5);
    }),
  );
  expect(roleColours.map(inkOn)).toEqual(roleColours.map(() => '#ffffff'));
});
