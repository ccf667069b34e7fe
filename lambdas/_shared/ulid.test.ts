import { describe, expect, it } from 'vitest';
import { TenantId } from '../../contract/ids.ts';
import { Lru } from './lru.ts';
import { ulid, ulidInOrder } from './ulid.ts';

describe('an id', () => {
  it('is a lower-case ULID that sorts by time and is never the same', () => {
    const times = [0, 1, 31, 32, 1_795_165_440_000, 2 ** 48 - 1];
    const ids = times.map(ulid);
    for (const id of ids) TenantId.parse(id);
    expect(ids.toSorted()).toEqual(ids);
    // The example of https://github.com/ulid/spec
    expect(ulid(1_469_918_176_385).slice(0, 10)).toBe('01aryz6s41');
    expect(new Set(Array.from({ length: 1000 }, () => ulid(5))).size).toBe(1000);
  });

  it('can sort by when it was made inside a millisecond as well', () => {
    const ids = Array.from({ length: 5_000 }, () => ulidInOrder(1_795_165_440_000));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.slice(0, 50)) TenantId.parse(id);
    expect(ids[0]?.slice(0, 10)).toBe(ulid(1_795_165_440_000).slice(0, 10));
  });
});

describe('what was used last', () => {
  it('stays, the rest goes', () => {
    const kept = new Lru<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    expect(kept.get('a')).toBe(1);
    kept.set('c', 3);
    expect([kept.get('a'), kept.get('b'), kept.get('c'), kept.size]).toEqual([1, undefined, 3, 2]);
    kept.delete('a');
    expect(kept.get('a')).toBeUndefined();
  });
});
