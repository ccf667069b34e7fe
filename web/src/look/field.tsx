import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../i18n/language.ts';
import { useFault } from './form.tsx';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** Label above, hint or error below: what every field looks like. */
export function Labelled({ id, label, told, wrong, children }: LabelledProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {told ? (
        <p id={`${id}-told`} className={`text-sm ${wrong ? 'text-danger' : 'text-soft'}`}>
          {told}
        </p>
      ) : null}
    </div>
  );
}

interface LabelledProps {
  readonly id: string;
  readonly label: string;
  readonly told: string | undefined;
  readonly wrong: boolean;
  readonly children: ReactNode;
}

export function Field({ label, hint, error: given, type = 'text', autoFocus = false, ...rest }: FieldProps) {
  const words = useWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  // The attribute counts once in the life of a page, and the steps of a form come after that.
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  const fault = useFault(rest.name);
  const error = given ?? fault;
  const secret = type === 'password';
  const told = error ?? hint;
  return (
    <Labelled id={id} label={label} told={told} wrong={error !== undefined}>
      {/* The eye stands where the text ends, in the direction of the text. */}
      <div className="relative flex" dir={secret ? rest.dir : undefined}>
        <input
          {...rest}
          ref={input}
          // Nothing written yet has no direction of its own: the page's.
          dir={rest.dir === 'auto' && rest.value === '' ? undefined : rest.dir}
          id={id}
          type={secret && open ? 'text' : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={told ? `${id}-told` : undefined}
          className={`min-h-12 w-full min-w-0 grow rounded-xl border bg-raised px-3 ${secret ? 'pe-12' : ''} ${error ? 'border-danger' : 'border-edge'}`}
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
    </Labelled>
  );
}
