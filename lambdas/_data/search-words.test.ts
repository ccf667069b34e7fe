import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedWords, fold, placesOf, snippetOf, wordsOf } from './search-words.ts';

const same = (one: string, other: string) => expect(wordsOf(one), `${one} and ${other}`).toEqual(wordsOf(other));

describe('words that mean the same to who searches', () => {
  it('are compared without case and accents', () => {
    same('Café CRÈME', 'cafe creme');
    same('Łódź', 'lodz');
    same('Straße', 'STRASSE');
    same('ΟΔΟΣ', 'οδός');
    same('ﬁne № ５', 'fine no 5');
  });

  it('are compared in Turkish whichever i was typed', () => {
    same('IŞIK DİŞ', 'ışık diş');
    same('ISIK', 'ışık');
    same('İstanbul', 'istanbul');
    same('Çığ', 'cig');
  });

  it('are compared in Arabic without vowel marks, tatweel, and forms of alef, ya and ta marbuta', () => {
    same('مُحَمَّد', 'محمد');
    same('قــهــوة', 'قهوه');
    same('أهلاً إلى آخر', 'اهلا الي اخر');
    same('رسائل', 'رسايل');
    same('ﻻ', 'لا');
    same('٠٣ ١٢٣ ۴۵۶', '03 123 456');
    same('کتاب', 'كتاب');
  });

  it('are parted where letters end, and emojis are words', () => {
    expect(wordsOf('Hi! "sara@example.com"\n3,50₺ ☕️')).toEqual(['hi', 'sara', 'example', 'com', '3', '50₺', '☕']);
    expect(wordsOf('a\u200fb \u202e# --')).toEqual(['ab']);
  });
});

const anything = fc.string({ unit: 'binary', maxLength: 60 });
const letters = fc.string({ unit: fc.constantFrom(...'aeIİıioşŞçüÜñéèأإآاىيةهمُ دّ1٢ -.☕'), maxLength: 40 });

describe('folding', () => {
  it('done again changes nothing', () => {
    fc.assert(fc.property(anything, (text) => void expect(fold(fold(text).text).text).toBe(fold(text).text)));
  });

  it('is the same however a text is composed, and in capitals', () => {
    fc.assert(
      fc.property(letters, (text) => {
        expect(wordsOf(text.normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')));
        expect(wordsOf(text.toUpperCase())).toEqual(wordsOf(text));
      }),
    );
  });

  it('knows where each unit comes from', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { text: folded, from, to } = fold(text);
        expect([from.length, to.length]).toEqual([folded.length, folded.length]);
        for (const [index, start] of from.entries()) {
          const end = to[index] ?? -1;
          expect(start < end && end <= text.length).toBe(true);
          expect(start).toBeGreaterThanOrEqual(from[index - 1] ?? 0);
        }
      }),
    );
  });
});

describe('places of words', () => {
  it('are found in every text that they were taken from', () => {
    fc.assert(
      fc.property(letters, fc.nat(), (text, pick) => {
        const words = wordsOf(text);
        const word = words[pick % Math.max(1, words.length)];
        if (word === undefined) return;
        const [first] = placesOf([word], text) ?? [];
        if (!first) throw new Error('not found');
        expect(fold(text.slice(first.start, first.end)).text).toContain(word);
      }),
    );
  });

  it('are in the original, with the marks of their letters', () => {
    const text = 'قال مُحَمَّدٌ: أهلاً';
    const [span] = placesOf(askedWords('محمد'), text) ?? [];
    expect(text.slice(span?.start, span?.end)).toBe('مُحَمَّدٌ');
    expect(placesOf(['walnut', 'oak'], 'the walnut desk')).toBeUndefined();
    expect(placesOf(['desk', 'walnut'], 'Walnut desk, walnut!')).toEqual([
      { start: 0, end: 6 },
      { start: 7, end: 11 },
      { start: 13, end: 19 },
    ]);
  });

  it('of words inside each other are one place', () => {
    expect(askedWords('walnut nut NUT desk')).toEqual(['walnut', 'desk']);
    expect(placesOf(['aba'], 'xabab')).toEqual([{ start: 1, end: 4 }]);
    expect(placesOf(['ab', 'bc'], 'abc')).toEqual([{ start: 0, end: 3 }]);
  });
});

describe('a snippet', () => {
  it.each([0, 1])('of emojis is cut between characters (%i)', (shift) => {
    const text = `${'😀'.repeat(100)}${' '.repeat(shift)} walnut ${'😀'.repeat(100)}`;
    const { snippet } = snippetOf(text, placesOf(['walnut'], text) ?? []);
    expect(snippet.isWellFormed()).toBe(true);
    expect(snippet).toMatch(/^….+walnut.+…$/u);
  });

  it('is the part around the first place, cut between characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        (one, two) => {
          const text = `${one} walnut ${two}`;
          const places = placesOf(['walnut'], text) ?? [];
          const { snippet, spans } = snippetOf(text, places);
          expect(snippet.isWellFormed()).toBe(true);
          expect(snippet.length).toBeLessThanOrEqual(164);
          expect(snippet.slice(spans[0]?.start, spans[0]?.end)).toBe('walnut');
          for (const { start, end } of spans) expect(0 <= start && start < end && end <= snippet.length).toBe(true);
        },
      ),
    );
  });
});
