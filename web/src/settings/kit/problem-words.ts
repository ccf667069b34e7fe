import { Refused, Unreachable } from '../../api/client.ts';
import type { Management } from '../../i18n/en/management.ts';

/** Messages for the fields of a form, by the first part of their path in the body. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

const isKnown = (code: string, problems: Management['problems']): code is keyof Management['problems'] => code in problems;

/** What a failed call says to the person, in their language. */
export function problemWords(error: unknown, { problems }: Management): string {
  if (error instanceof Unreachable) return problems.unreachable;
  if (!(error instanceof Refused)) return problems.internal;
  if (isKnown(error.code, problems)) return problems[error.code];
  if (error.status >= 500) return problems.internal;
  return error.fields.length > 0 ? problems.invalid : problems.other;
}

/** The server's own sentence, where it knows more than the code says: what the provider answered, why a role is in use. */
export const detailOf = (error: unknown): string | undefined =>
  error instanceof Refused && error.status < 500 && error.detail !== '' ? error.detail : undefined;

const topOf = (path: string): string => path.split(/[./]/).find((part) => part !== '' && part !== 'body') ?? path;

/** Which fields the server did not take. `said`: the form's own words for a field, better than the server's English ones. */
export function fieldErrors(error: unknown, said: FieldErrors): FieldErrors {
  if (!(error instanceof Refused) || error.code === 'changed') return {};
  return Object.fromEntries(error.errors.map(({ path, message }) => [topOf(path), said[topOf(path)] ?? message]));
}
