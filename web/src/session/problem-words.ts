import { Refused, Unreachable } from '../api/client.ts';
import type { Catalogue } from '../i18n/en.ts';

/** What a failed step says to the person, in their language. `wrong`: when the API did not take the answer given. */
export function problemWords(error: unknown, words: Catalogue, wrong: string): string {
  if (error instanceof Unreachable) return words.signIn.unreachable;
  if (!(error instanceof Refused)) return words.signIn.failed;
  if (error.status === 429) {
    return error.retryAfterMs === undefined
      ? words.signIn.tooMany
      : words.signIn.tooManyFor(Math.max(1, Math.ceil(error.retryAfterMs / 60_000)));
  }
  if (error.fields.includes('newPassword')) return words.signIn.weak;
  if (error.fields.includes('email')) return words.signIn.invalidEmail;
  return error.status >= 500 ? words.signIn.failed : wrong;
}
