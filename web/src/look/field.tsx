import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, useId, useState } from 'react';
import { useWords } from '../i18n/language.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

export function Field({ label, hint, error, type = 'text', ...rest }: FieldProps) {
  const words = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  const secret = type === 'password';
  const told = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative flex">
        <input
          {...rest}
          id={id}
          type={secret && open ? 'text' : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={told ? `${id}-told` : undefined}
          className={`min-h-12 grow rounded-xl border bg-raised px-3 ${secret ? 'pe-12' : ''} ${error ? 'border-danger' : 'border-edge'}`}
        />
        {secret ? (
          <button
            type="button"
            aria-pressed={open}
            aria-label={open ? words.signIn.hide : words.signIn.show}
            onClick={() => setOpen(!open)}
            className="absolute inset-y-0 end-0 flex w-12 items-center justify-center rounded-xl text-soft hover:text-ink"
          >
            {open ? <EyeOff size={20} aria-hidden="true" /> : <Eye size={20} aria-hidden="true" />}
          </button>
        ) : null}
      </div>
      {told ? (
        <p id={`${id}-told`} className={`text-sm ${error ? 'text-danger' : 'text-soft'}`}>
          {told}
        </p>
      ) : null}
    </div>
  );
}
