import { describe, expect, it } from 'vitest';
import { cleanLine, cleanName, cleanText, isBlank } from './clean.ts';

describe('text from outside', () => {
  it('shows a file name as what it is, not as what turned letters make of it', () => {
    expect(cleanName('invoice\u202egpj.exe')).toBe('invoicegpj.exe');
    expect(cleanName('a\u0000b\n\tc')).toBe('ab c');
  });

  it('takes control characters out of a text and leaves lines, emoji and Arabic', () => {
    expect(cleanText('a\u0000b\u001b[31m\nمرحبا 👩‍👩‍👧')).toBe('ab[31m\nمرحبا 👩‍👩‍👧');
  });

  it('reads in the order in which it was sent', () => {
    expect(cleanText('invoice\u202egpj.exe')).toBe('invoicegpj.exe');
    expect(cleanText('one \u2067two\u2069 \u200fthree')).toBe('one \u2067two\u2069 \u200fthree');
    expect(cleanLine('\u202e\u2067one\u0000 ')).toBe('one ');
  });

  it('keeps marks on their letter, and piles of them out of the lines around', () => {
    expect(cleanText(`Z${'\u0301'.repeat(200)}`)).toBe(`Z${'\u0301'.repeat(4)}`);
    expect(cleanText('مُحَمَّدٌ Việt')).toBe('مُحَمَّدٌ Việt');
  });

  it.each(['', ' \n', '\u200b\u200e', '\u2800', '\u3164', '\u0000'])('knows %j as nothing to see', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it('does not take a text for empty', () => {
    expect(isBlank('\u200b.')).toBe(false);
    expect(isBlank('👍')).toBe(false);
  });
});
