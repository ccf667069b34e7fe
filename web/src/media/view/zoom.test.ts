import { expect, it } from 'vitest';
import { gestureOf, largest, moved, whole, zoomed } from './zoom.ts';

const window = { width: 400, height: 300 };

it('keeps what is under the finger where it is, and no edge inside the window', () => {
  const at = { x: 100, y: -50 };
  const twice = zoomed(whole, 2, at, window);
  // A point of the picture is drawn at scale * point + offset.
  expect(twice).toEqual({ scale: 2, x: -100, y: 50 });
  expect(2 * at.x + twice.x).toBe(at.x);
  expect(moved(twice, { x: -1000, y: 1000 }, window)).toEqual({ scale: 2, x: -200, y: 150 });
  expect(zoomed(twice, 0.1, at, window)).toEqual(whole);
  expect(zoomed(twice, 100, { x: 0, y: 0 }, window).scale).toBe(largest);
  expect(moved(whole, { x: 50, y: 50 }, window)).toMatchObject({ scale: 1 });
});

it('knows a swipe from a touch, in both directions of reading', () => {
  const swipes = [
    { x: -80, y: 10 },
    { x: 80, y: 10 },
    { x: 10, y: 150 },
    { x: 30, y: 0 },
    { x: 80, y: 70 },
    { x: 0, y: -200 },
  ];
  expect(swipes.map((one) => gestureOf(one, false))).toEqual(['next', 'previous', 'close', undefined, undefined, undefined]);
  expect(swipes.slice(0, 2).map((one) => gestureOf(one, true))).toEqual(['previous', 'next']);
});
