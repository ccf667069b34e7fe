import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, useId, useState } from 'react';
import { Labelled } from '../../look/field.tsx';
import { useManagement } from './words.ts';

type SecretFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
};

/** For pasting a secret of another service: hidden, never offered for saving, never filled in again. */
export function SecretField({ label, hint, error, ...rest }: SecretFieldProps) {
  const words = useManagement();
  const id = useId();
  const [open, setOpen] = useState(false);
  const told = error ?? hint;
  return (
    <Labelled id={id} label={label} told={told} wrong={error !== undefined}>
      {/* The eye stands where the text ends, in the direction of the text. */}
      <div className="relative flex" dir="ltr">
        <input
          {...rest}
          id={id}
          type={open ? 'text' : 'password'}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          aria-invalid={error ? true : undefined}
          aria-describedby={told ? `${id}-told` : undefined}
          className={`min-h-12 min-w-0 grow rounded-xl border bg-raised ps-3 pe-12 font-mono text-sm ${error ? 'border-danger' : 'border-edge'}`}
        />
        <button
          type="button"
          aria-pressed={open}
          aria-label={`${open ? words.hide : words.show}: ${label}`}
          onClick={() => setOpen(!open)}
          className="absolute inset-y-0 end-0 flex w-12 items-center justify-center rounded-xl text-soft hover:text-ink"
        >
          {open ? <EyeOff size={20} aria-hidden="true" /> : <Eye size={20} aria-hidden="true" />}
        </button>
      </div>
    </Labelled>
  );
}
