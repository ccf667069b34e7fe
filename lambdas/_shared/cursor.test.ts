import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorsWith } from './cursor.ts';

const ours = cursorsWith('key of this business');
const asked = { list: 'audit', limit: 50, action: 'role.created', by: undefined };

describe('a cursor', () => {
  it('leads on where it was given out, however the question is put', () => {
    fc.assert(
      fc.property(fc.string(), (place) => {
        const cursor = ours.give(asked, place.toWellFormed());
        expect(ours.take({ action: 'role.created', limit: 50, list: 'audit' }, cursor)).toBe(place.toWellFormed());
      }),
    );
  });

  it('with any bit changed is not one', () => {
    const cursor = ours.give(asked, '2026-11#1795165440000#01kabcdefghjkmnpqrstvwxyz0');
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.integer({ min: 1, max: 127 }), (at, bits) => {
        const changed = `${cursor.slice(0, at)}${String.fromCharCode(cursor.charCodeAt(at) ^ bits)}${cursor.slice(at + 1)}`;
        expect(ours.take(asked, changed)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('of another business, list or question is not one', () => {
    const cursor = ours.give(asked, 'here');
    expect(cursorsWith('key of another business').take(asked, cursor)).toBeUndefined();
    expect(ours.take({ ...asked, list: 'employees' }, cursor)).toBeUndefined();
    expect(ours.take({ ...asked, action: 'role.removed' }, cursor)).toBeUndefined();
    expect(ours.take(asked, `${cursor}.`)).toBeUndefined();
    expect(ours.take(asked, '')).toBeUndefined();
  });
});
