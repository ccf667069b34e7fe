import { useRef, useState } from 'react';
import { digitsOf } from './digits.ts';
import { Field } from './field.tsx';

/**
 * Six digits from an e-mail or an authenticator app: pasted in any form ("123 456", Arabic digits), offered by the keyboard of a
 * phone. `sendWhenFull`: the sixth digit sends the form.
 */
export function CodeField({
  label,
  hint,
  autoFocus = false,
  sendWhenFull = false,
}: {
  label: string;
  hint?: string;
  autoFocus?: boolean;
  sendWhenFull?: boolean;
}) {
  const [code, setCode] = useState('');
  const sent = useRef('');
  return (
    <Field
      label={label}
      hint={hint}
      name="code"
      dir="ltr"
      required
      inputMode="numeric"
      pattern="[0-9]{6}"
      minLength={6}
      autoComplete="one-time-code"
      autoFocus={autoFocus}
      value={code}
      onInput={({ currentTarget }) => {
        const digits = digitsOf(currentTarget.value);
        currentTarget.value = digits;
        setCode(digits);
        if (!sendWhenFull || digits.length < 6 || sent.current === digits) return;
        sent.current = digits;
        currentTarget.form?.requestSubmit();
      }}
    />
  );
}
