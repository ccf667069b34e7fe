import { describe, expect, it } from 'vitest';
import { batchResult } from './batch-result.ts';

const ids = ['1', '2', '3'];
const resultOf = (payload: unknown) => batchResult(ids, { ok: true, payload }, true);
const nothingDone = { done: [], failed: ids };
const allDone = { done: ids, failed: [] };

describe('batchResult', () => {
  it('separates what was reported from what was not', () => {
    expect(resultOf({ batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] })).toEqual({
      done: ['1'],
      failed: ['2', '3'],
    });
  });

  it.each([[null], [undefined], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    'takes %j as success of all',
    (payload) => {
      expect(resultOf(payload)).toEqual(allDone);
    },
  );

  it.each([
    ['a text', 'done'],
    ['a list', []],
    ['another key', { failures: [] }],
    ['no list', { batchItemFailures: 'all' }],
    ['an item without identifier', { batchItemFailures: [{ id: '1' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['null as identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['an identifier of another batch', { batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '9' }] }],
  ])('takes %s as failure of all', (_, payload) => {
    expect(resultOf(payload)).toEqual(nothingDone);
  });

  it('fails everything when the function failed', () => {
    expect(batchResult(ids, { ok: false, errorType: 'Error', errorMessage: 'boom' }, true)).toEqual(nothingDone);
  });

  it('does not read the answer of a function that does not report items', () => {
    expect(batchResult(ids, { ok: true, payload: { batchItemFailures: [{ itemIdentifier: '1' }] } }, false)).toEqual(allDone);
  });
});
