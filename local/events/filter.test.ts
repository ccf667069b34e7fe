import { describe, expect, it } from 'vitest';
import { matchesPattern } from './filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: { NewImage: { status: { S: 'queued' }, direction: { S: 'out' }, tries: { N: '3' } } },
  tags: ['red', 'blue'],
};

describe('matchesPattern', () => {
  it.each([
    ['a value in nested objects', { eventName: ['INSERT'], dynamodb: { NewImage: { status: { S: ['queued'] } } } }, true],
    ['one of several values', { eventName: ['MODIFY', 'INSERT'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['one key of two', { eventName: ['INSERT'], dynamodb: { NewImage: { status: { S: ['sent'] } } } }, false],
    ['a key that is missing', { dynamodb: { OldImage: { status: { S: ['queued'] } } } }, false],
    ['exists', { dynamodb: { NewImage: { status: { S: [{ exists: true }] }, gone: [{ exists: false }] } } }, true],
    [
      'prefix and suffix',
      { eventName: [{ prefix: 'INS' }], dynamodb: { NewImage: { direction: { S: [{ suffix: 'ut' }] } } } },
      true,
    ],
    ['anything but', { eventName: [{ 'anything-but': ['MODIFY', 'REMOVE'] }] }, true],
    ['anything but a missing one', { nothing: [{ 'anything-but': ['x'] }] }, false],
    ['numbers, also as text', { dynamodb: { NewImage: { tries: { N: [{ numeric: ['>', 2, '<=', 3] }] } } } }, true],
    ['numbers outside', { dynamodb: { NewImage: { tries: { N: [{ numeric: ['>', 3] }] } } } }, false],
    ['a list in the event', { tags: ['blue'] }, true],
    ['or', { $or: [{ eventName: ['REMOVE'] }, { tags: ['red'] }] }, true],
    ['letters of any case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
  ])('compares %s', (_, pattern, expected) => {
    expect(matchesPattern(pattern, record)).toBe(expected);
  });

  it('refuses a comparison it does not know', () => {
    expect(() => matchesPattern({ eventName: [{ wildcard: 'I*' }] }, record)).toThrow('wildcard');
  });
});
