import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapHref, piecesOf, safeHref } from './links.ts';

const hrefs = (text: string): (string | undefined)[] => piecesOf(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

describe('links in a text', () => {
  it.each([
    ['see https://example.com/a?b=1#c now', ['https://example.com/a?b=1#c']],
    ['(https://example.com/x).', ['https://example.com/x']],
    ['https://en.wikipedia.org/wiki/Rune_(letter), ok', ['https://en.wikipedia.org/wiki/Rune_(letter)']],
    ['www.example.com!', ['https://www.example.com/']],
    ['write to sara@example.com.', ['mailto:sara@example.com']],
    ['انظر https://example.com/فنجان؟ شكرا', ['https://example.com/%D9%81%D9%86%D8%AC%D8%A7%D9%86']],
    ['1.5 or 12:30 or example.com', []],
  ])('%s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/x',
    'https://bank.example@evil.example/',
    'https://user:pw@evil.example/',
    'www.evil.example@bank.example',
    'ftp://example.com',
    '//example.com',
    '',
  ])('never follows %s', (address) => {
    expect(safeHref(address)).toBeUndefined();
  });

  it('leaves a pretended address as plain text', () => {
    expect(hrefs('javascript:alert(1) https://bank.example@evil.example/ data:text/html,x')).toEqual([]);
  });

  it('puts together to the very same text, with nothing but http, https and mailto in it', () => {
    const scraps = fc.constantFrom(
      'https://',
      'http://x.y',
      'www.',
      '@',
      'a@b.c',
      'javascript:',
      '.',
      ')',
      '(',
      ' ',
      '\n',
      '\u202e',
      'ابج',
      '//',
      ':',
      '%',
      '"',
    );
    void fc.assert(
      fc.property(fc.array(fc.oneof(scraps, fc.string({ maxLength: 6 })), { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const pieces = piecesOf(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
      }),
    );
  });

  it('makes a map address of a place on earth only; zero is one', () => {
    expect(mapHref(0, 0)).toBe('https://www.google.com/maps/search/?api=1&query=0%2C0');
    expect(mapHref(91, 0)).toBeUndefined();
    expect(mapHref(Number.NaN, 0)).toBeUndefined();
  });
});
