import { describe, expect, it } from 'vitest';
import { expectHarmless, expectReadable, hostile, languages } from '../../test/engine/letters.ts';
import { letterAbout } from './deletion-letters.ts';

const deletedAfter = '2026-12-23T12:00:00.000Z';

describe.each(languages)('a letter about a deletion in %s', (language) => {
  const business = language === 'ar' ? 'سامية' : 'Samia Tarot';

  it('says of which business, and when', () => {
    const letter = letterAbout(language, { what: 'requested', business, deletedAfter });
    expectReadable(language, letter);
    for (const part of [business, '2026-12-23']) {
      expect(letter.subject).toContain(part);
      expect(letter.text).toContain(part);
    }
  });

  it('says that the business stays', () => {
    const letter = letterAbout(language, { what: 'cancelled', business, deletedAfter: undefined });
    expectReadable(language, letter);
    expect(letter.subject).toContain(business);
  });

  it('is not written by who is named in it', () => {
    expectHarmless(letterAbout(language, { what: 'requested', business: hostile, deletedAfter }));
  });
});
