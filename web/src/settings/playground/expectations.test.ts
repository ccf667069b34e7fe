import { expect, it } from 'vitest';
import { Expectations, type Tried } from '../../../../contract/playground.ts';
import { anything, endsFrom, expectAsSeen, expectationsOf, expectDraftOf, fitsExpected } from './expectations.ts';

it.each([
  [{}],
  [{ handsOver: true }],
  [{ handsOver: false, saysNot: ['refund'] }],
  [{ reason: 'upset', says: ['sorry', 'a colleague'], uses: ['list_services'] }],
] as const)('%j comes out of the form as it went in, and the contract takes it', (expected) => {
  const found = expectationsOf(expectDraftOf(Expectations.parse(expected)));
  expect(found).toEqual(expected);
  expect(Expectations.parse(found)).toEqual(expected);
});

it('takes a word from each line, once', () => {
  expect(expectationsOf({ ...anything, says: ' 150 USD \n\n30 minutes\n150 USD' })).toEqual({ says: ['150 USD', '30 minutes'] });
  expect(['a\n'.repeat(30), 'x'.repeat(80), 'x'.repeat(81), 'abcdefghijk'.split('').join('\n')].map(fitsExpected)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('knows the ends there are', () => {
  expect(['', 'answers', 'hands-over', 'closed', 'toString', 'anything'].map(endsFrom)).toEqual([
    '',
    'answers',
    'hands-over',
    'closed',
    '',
    '',
  ]);
});

const tried = (part: Partial<Tried>): Tried => ({
  outcome: 'text',
  language: 'en',
  system: '',
  steps: [],
  tokensIn: 0,
  tokensOut: 0,
  micros: 0,
  ms: 1,
  faults: [],
  ...part,
});

it('proposes how it ended and what was looked up, never the words', () => {
  const used = (name: string) => ({ type: 'tool', name, failed: false, notDone: false, ms: 1 }) as const;
  const steps = [used('list_services'), used('list_services'), used('no_such_tool')];
  expect(expectationsOf(expectAsSeen(tried({ text: 'It is 150 USD.', steps })))).toEqual({
    handsOver: false,
    uses: ['list_services'],
  });
  const left = tried({ outcome: 'hand-over', reason: 'asked', steps: [used('hand_over')] });
  expect(expectationsOf(expectAsSeen(left))).toEqual({ reason: 'asked' });
  expect(expectAsSeen(tried({ outcome: 'failed', failure: 'busy' }))).toEqual(anything);
});
