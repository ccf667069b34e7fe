/** What somebody is mailed. Plain text. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** One line, and no link: what people type must not write the mail for us. */
export const inLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/:\/\//g, ' ')
    .trim();

/** Of the languages there are the one asked for, whatever its region; else English. */
export function spokenOf(words: { readonly en: unknown }, language: string): string {
  const [base = ''] = language.toLowerCase().split('-');
  return Object.hasOwn(words, base) ? base : 'en';
}
