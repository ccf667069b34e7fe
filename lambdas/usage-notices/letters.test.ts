import { describe, expect, it } from 'vitest';
import { expectHarmless, expectReadable, hostile, languages } from '../../test/engine/letters.ts';
import { letterAbout, type UsageNews } from './letters.ts';

const origin = 'https://desk.example';
const news: Omit<UsageNews, 'level'> = { business: 'سامية', month: '2026-11', used: 8_200, limit: 10_000, origin };
const months = { en: 'November 2026', ar: 'نوفمبر 2026', tr: 'Kasım 2026' };

describe.each(languages)('a letter about the usage in %s', (language) => {
  it.each(['soft', 'hard'] as const)('can be read, and says what it is about: %s', (level) => {
    const business = language === 'ar' ? 'سامية' : 'Samia Tarot';
    const letter = letterAbout(language, { ...news, business, level });
    expectReadable(language, letter, [origin]);
    expect(letter.text).toContain(months[language]);
    expect(letter.text).toContain(business);
    expect(letter.subject + letter.text).toMatch(/10[,.٬]000/u);
    if (level === 'soft') expect(letter.subject).toMatch(/8[,.٬]200/u);
    expectHarmless(letterAbout(language, { ...news, business: hostile, level }));
  });

  it('can be read, and says what models cost', () => {
    const business = language === 'ar' ? 'سامية' : 'Samia Tarot';
    const letter = letterAbout(language, { ...news, business, level: 'models', used: 19_990_000, limit: 20_000_000 });
    expectReadable(language, letter, [origin]);
    for (const part of [months[language], business, /19[.,٫]99/u, /20[.,٫]00/u]) expect(letter.text).toMatch(part);
    expectHarmless(letterAbout(language, { ...news, business: hostile, level: 'models' }));
  });
});

it('is in English for a language that we do not write, and in the language of a region', () => {
  const english = letterAbout('en', { ...news, level: 'hard' });
  expect(letterAbout('fi', { ...news, level: 'hard' })).toEqual(english);
  expect(letterAbout('constructor', { ...news, level: 'hard' })).toEqual(english);
  expect(letterAbout('ar-LB', { ...news, level: 'hard' })).toEqual(letterAbout('ar', { ...news, level: 'hard' }));
});

it('has no link where the stage has no address of its own', () => {
  expect(letterAbout('en', { ...news, level: 'soft', origin: undefined }).text).not.toContain('://');
});
