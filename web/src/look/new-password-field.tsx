import { useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { Field } from './field.tsx';
import { strengthOf } from './password-strength.ts';

/** `about`: what somebody who knows the person would try first (e-mail address, name). */
export function NewPasswordField({ label, about = [] }: { label: string; about?: readonly string[] }) {
  const words = useWords();
  const [password, setPassword] = useState('');
  return (
    <Field
      label={label}
      name="new-password"
      type="password"
      dir="ltr"
      required
      minLength={12}
      maxLength={256}
      autoComplete="new-password"
      hint={words.strength[strengthOf(password, about)]}
      value={password}
      onInput={({ currentTarget }) => setPassword(currentTarget.value)}
    />
  );
}
