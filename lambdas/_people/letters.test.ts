import { describe, expect, it } from 'vitest';
import { expectHarmless, expectReadable, hostile, languages } from '../../test/engine/letters.ts';
import { letterFor } from './letters.ts';

const link = `https://desk.example/join#${'x'.repeat(43)}`;

describe.each(languages)('an invitation in %s', (language) => {
  const [business, name] = language === 'ar' ? ['سامية', 'نور'] : ['Samia Tarot', 'Nora'];

  it('says who invites whom, and has the link on a line of its own', () => {
    const letter = letterFor(language, { business, name, link });
    expectReadable(language, letter, [link]);
    expect(letter.subject).toContain(business);
    expect(letter.text).toContain(name);
    expect(letter.text).toContain('7');
  });

  it('begins at its own side whatever the names are', () => {
    expectReadable('ar', letterFor('ar', { business: 'Samia Tarot', name: 'Nora', link }), [link]);
  });

  it('is not written by who is named in it', () => {
    expectHarmless(letterFor(language, { business: hostile, name: hostile, link }));
  });
});

it('is in English for a language that we do not write, and in the language of a region', () => {
  const told = { business: 'Samia Tarot', name: 'Nora', link };
  expect(letterFor('fi', told)).toEqual(letterFor('en', told));
  expect(letterFor('constructor', told)).toEqual(letterFor('en', told));
  expect(letterFor('ar-LB', told)).toEqual(letterFor('ar', told));
});
