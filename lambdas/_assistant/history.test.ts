import { expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { historyOf } from './history.ts';

const at = Date.UTC(2026, 10, 23, 12);
const said = (direction: 'in' | 'out', ms: number, text: string) =>
  ({ id: `${at + ms}-${text}`, direction, content: { kind: 'text', text }, status: 'sent' }) as unknown as Message;

it('tells a model what was asked in the second of an answer after the answer', () => {
  const first = said('in', 0, 'first');
  // Written 0.9 s after the first, which the provider tells as the same second.
  const second = said('in', 0, 'second');
  const answer = said('out', 400, 'answer');
  const texts = (asked: readonly Message[]) => historyOf([first, second, answer], asked).map((one) => 'text' in one && one.text);
  expect(texts([second])).toEqual(['first', 'answer', 'second']);
  expect(texts([])).toEqual(['first', 'second', 'answer']);
});
