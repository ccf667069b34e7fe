import { expect, it } from 'vitest';
import { lineDiff } from './diff.ts';

const signs = { same: ' ', removed: '-', added: '+' } as const;
const shown = (before: string, after: string) => lineDiff(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);

it.each([
  ['', '', []],
  ['a\nb\nc', 'a\nb\nc', [' a', ' b', ' c']],
  ['a\nb\nc', 'a\nx\nc', [' a', '-b', '+x', ' c']],
  ['', 'a\nb', ['+a', '+b']],
  ['a\nb', '', ['-a', '-b']],
  ['a\n\nb', 'b\n\na', ['-a', '-', ' b', '+', '+a']],
])('%j to %j', (before, after, lines) => {
  const found = shown(before, after);
  expect(found).toHaveLength(lines.length);
  // Both texts can be read out of it, whatever way it took.
  const lined = (sign: string) => found.filter(([first]) => first === ' ' || first === sign).map((line) => line.slice(1));
  expect([lined('-').join('\n'), lined('+').join('\n')]).toEqual([before, after]);
});
