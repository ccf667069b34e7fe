import { describe, expect, it } from 'vitest';
import type { Customer } from '../../../contract/customers.ts';
import { changesOf, draftOf, rebased, wrongIn, wrongValue } from './draft.ts';

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

  it('of the business’s own fields is sent whole, without empty ones, and fits its kind', () => {
    const some = { ...known, fields: { sign: 'Leo', visits: '2' } };
    expect(changesOf(some, some)).toEqual({});
    expect(changesOf(some, { ...some, fields: { visits: ' 3 ', sign: ' ' } })).toEqual({ fields: { visits: '3' } });
    const field = (kind: 'text' | 'number' | 'date' | 'choice') => ({
      id: 'f',
      name: { en: 'F' },
      kind,
      choices: [{ id: 'red', name: { en: 'Red' } }],
    });
    expect([wrongValue(field('number'), '3,5'), wrongValue(field('date'), 'May'), wrongValue(field('choice'), 'blue')]).toEqual([
      'number',
      'date',
      'choice',
    ]);
    expect([
      wrongValue(field('number'), ' 3.5'),
      wrongValue(field('date'), '2026-05-03'),
      wrongValue(field('choice'), 'red'),
      wrongValue(field('date'), ''),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is put on top of what a colleague wrote meanwhile, and says where both wrote something else', () => {
    const before = { ...known, fields: { sign: 'Leo' } };
    const mine = { ...before, name: 'Rana H', notes: 'mine', fields: { sign: 'Virgo' } };
    const now = { ...before, name: 'Rana K', email: 'r@example.com', fields: { sign: 'Libra', visits: '1' } };
    const { draft, clashes } = rebased(before, mine, now);
    expect(draft).toMatchObject({
      name: 'Rana H',
      notes: 'mine',
      email: 'r@example.com',
      fields: { sign: 'Virgo', visits: '1' },
    });
    expect(clashes).toEqual([
      { field: 'name', mine: 'Rana H', theirs: 'Rana K' },
      { field: 'fields.sign', mine: 'Virgo', theirs: 'Libra' },
    ]);
    expect(rebased(before, { ...before, name: 'Same' }, { ...before, name: 'Same' }).clashes).toEqual([]);
  });
});
