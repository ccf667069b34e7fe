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
