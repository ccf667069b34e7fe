import { Refused } from '../api/client.ts';
import type { AccountWords } from '../i18n/en/account.ts';
import type { Catalogue } from '../i18n/en.ts';
import { Field } from '../look/field.tsx';
import type { Trouble } from '../look/form.tsx';
import { problemWords } from '../session/problem-words.ts';
import { useAccountWords } from './words.ts';

export function CurrentPasswordField({ autoFocus = false }: { autoFocus?: boolean }) {
  const own = useAccountWords();
  return (
    <Field
      label={own.currentPassword}
      name="password"
      type="password"
      dir="ltr"
      required
      maxLength={256}
      autoComplete="current-password"
      autoFocus={autoFocus}
    />
  );
}

/** Done, in words that a screen reader says too. */
export function Told({ children }: { children: string }) {
  return (
    <p role="status" className="text-sm text-accent empty:hidden">
      {children}
    </p>
  );
}

/** What was not taken is said beside its field. */
export function troubleOf(error: unknown, words: Catalogue, own: AccountWords): Trouble {
  const said: readonly (readonly [path: string, field: string, text: string])[] = [
    ['password', 'password', own.passwordWrong],
    ['newPassword', 'new-password', words.signIn.weak],
    ['code', 'code', own.factor.codeWrong],
  ];
  const refused = error instanceof Refused ? said.filter(([path]) => error.fields.includes(path)) : [];
  return refused.length > 0
    ? { faults: Object.fromEntries(refused.map(([, field, text]) => [field, text])) }
    : { text: problemWords(error, words, own.refused) };
}
