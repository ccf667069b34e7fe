/** A question that a provider did not answer with what was asked. */
export interface AccountRefusal {
  readonly refused: true;
  /** The provider's number, or a word of ours when it said none. */
  readonly code: string;
  /** The provider's own words, without anything that could be a secret. */
  readonly said: string;
  readonly advice: string;
}
export type Asked<T> = T | AccountRefusal;
export const isRefusal = (answer: object): answer is AccountRefusal => 'refused' in answer;

export const noAnswer = (provider: string, code: string): AccountRefusal => ({
  refused: true,
  code,
  said: `${provider} did not answer as expected`,
  advice: 'Try again in a few minutes.',
});

/** Providers repeat tokens they do not understand. Whatever is as long as one goes, and so does an endless text. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(({ length }) => length > 0).reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return known
    .replace(/[\w|.=+/-]{24,}/g, '…')
    .replace(/[^\P{C}]/gu, ' ')
    .slice(0, 200)
    .trim();
}
