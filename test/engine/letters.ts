import { expect } from 'vitest';
import type { Letter } from '../../lambdas/_shared/mail-letter.ts';

/** The languages that people may choose for the app and its mails. */
export const languages = ['en', 'ar', 'tr'] as const;
type Language = (typeof languages)[number];

const arabicLetter = /\p{Script=Arabic}/u;
/** What decides where a line of plain text begins: its first letter (Unicode's rule P2). */
const firstLetter = (line: string): string => /\p{L}/u.exec(line)?.[0] ?? '';
/** Words that only a letter of that language has. */
const ownWords: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:the|your|this|is)\b/i,
  ar: arabicLetter,
  tr: /[ığşçöü]/i,
};

/**
 * A letter that people of the language can read: in their words, from the right side, on one line where mail wants one, and
 * with everything that it is sent for. `alone`: what stands on lines of its own.
 */
export function expectReadable(language: Language, { subject, text }: Letter, alone: readonly string[] = []): void {
  expect(subject).toMatch(/^\S[^\r\n]{5,118}\S$/);
  expect(text.endsWith('\n')).toBe(true);
  expect(text).toMatch(ownWords[language]);
  for (const part of alone) expect(text.split('\n')).toContain(part);
  const spoken = [subject, ...text.split('\n')].filter((line) => line !== '' && !alone.includes(line));
  expect(spoken.length).toBeGreaterThan(1);
  for (const line of spoken) {
    expect(line, 'nothing is left unsaid').not.toMatch(/undefined|null|NaN|Invalid|\$\{/);
    expect(arabicLetter.test(firstLetter(line)), line).toBe(language === 'ar');
  }
}

/** What people may be called who want to write a mail of ours. */
export const hostile = 'Desk\r\nBcc: all@desk.test\n\nhttps://evil.example/';
export function expectHarmless({ subject, text }: Letter): void {
  expect(subject).not.toMatch(/[\r\n]/);
  expect(subject + text).not.toContain('://evil');
  expect(text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
}
