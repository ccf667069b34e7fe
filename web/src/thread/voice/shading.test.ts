import { expect, it } from 'vitest';
import { shadeOf, wordAt, worthShading } from './shading.ts';

it('marks what the engine is not sure of, and nothing where it does not say', () => {
  expect([undefined, 1, 0.75, 0.74, 0.45, 0.44, 0].map(shadeOf)).toEqual([
    'sure',
    'sure',
    'sure',
    'unsure',
    'unsure',
    'very-unsure',
    'very-unsure',
  ]);
  expect([undefined, 0.99, 0.9].map(worthShading)).toEqual([false, false, true]);
});

it('finds the word that is spoken', () => {
  const words = [100, 500, 900].map((startMs) => ({ text: 'w', startMs, endMs: startMs + 200 }));
  expect([0, 100, 299, 450, 500, 899, 5_000].map((at) => wordAt(words, at))).toEqual([-1, 0, 0, 0, 1, 1, 2]);
  expect(wordAt([], 100)).toBe(-1);
});
