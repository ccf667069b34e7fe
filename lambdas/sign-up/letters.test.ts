import { describe, expect, it } from 'vitest';
import { expectReadable, languages } from '../../test/engine/letters.ts';
import { letterOf } from './letters.ts';

describe.each(languages)('a letter about an account in %s', (language) => {
  it('has the code, in its subject and its text', () => {
    const letter = letterOf(language, '004217');
    expectReadable(language, letter);
    expect(letter.subject).toContain('004217');
    expect(letter.text).toContain('004217');
    expect(letter.text).toContain('15');
  });

  it('has no code when there is an account', () => {
    const letter = letterOf(language, undefined);
    expectReadable(language, letter);
    expect(letter.subject + letter.text).not.toMatch(/\d/);
    expect(letter.text).toContain('Frontdesk');
  });
});

it('is in English for a language that we do not write, and in the language of a region', () => {
  expect(letterOf('fi', '1')).toEqual(letterOf('en', '1'));
  expect(letterOf('constructor', '1')).toEqual(letterOf('en', '1'));
  expect(letterOf('tr-TR', '1')).toEqual(letterOf('tr', '1'));
});
