import { describe, expect, it } from 'vitest';
import type { Customer } from '../../../contract/customers.ts';
import { changesOf, draftOf, wrongIn } from './draft.ts';

const known = draftOf({ id: 'c', version: 1, name: 'Rana', country: 'LB', tags: ['vip'] } as unknown as Customer);

describe('what is written down about a customer', () => {
  it('is sent only where it changed; what was emptied is taken away', () => {
    expect(changesOf(known, known)).toEqual({});
    expect(changesOf(known, { ...known, name: ' ', email: 'r@example.com' })).toEqual({ name: null, email: 'r@example.com' });
    expect(changesOf(known, { ...known, country: 'fr' })).toEqual({ country: 'FR' });
  });

  it('has tags with commas of either language between them, each once', () => {
    expect(changesOf(known, { ...known, tags: 'vip، جديد, vip,' })).toEqual({ tags: ['vip', 'جديد'] });
    expect(changesOf(known, { ...known, tags: ' vip ,' })).toEqual({});
  });

  it('is looked at before it is sent', () => {
    expect(wrongIn({ ...known, email: 'rana', country: 'Lebanon' })).toEqual(['email', 'country']);
    expect(wrongIn({ ...known, tags: 'x'.repeat(41) })).toEqual(['tags']);
    expect(wrongIn(known)).toEqual([]);
  });
});
