import { ChevronDown } from 'lucide-react';
import { type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react';

interface Told {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** Label above, hint or error below, both tied to the control. */
function Labelled({ id, label, hint, error, children }: Told & { id: string; children: ReactNode }) {
  const told = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {told ? (
        <p id={`${id}-told`} className={`text-sm ${error ? 'text-danger' : 'text-soft'}`}>
          {told}
        </p>
      ) : null}
    </div>
  );
}

const box = (error: string | undefined): string =>
  `min-h-12 w-full min-w-0 rounded-xl border bg-raised px-3 disabled:opacity-70 ${error ? 'border-danger' : 'border-edge'}`;

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface OptionGroup {
  readonly label: string;
  readonly options: readonly Option[];
}

type SelectProps = Told &
  SelectHTMLAttributes<HTMLSelectElement> & {
    readonly options?: readonly Option[];
    readonly groups?: readonly OptionGroup[];
  };

export function Select({ label, hint, error, options = [], groups = [], ...rest }: SelectProps) {
  const id = useId();
  const list = (some: readonly Option[]) =>
    some.map((one) => (
      <option key={one.value} value={one.value} disabled={one.disabled}>
        {one.label}
      </option>
    ));
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <div className="relative flex">
        <select
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={(error ?? hint) ? `${id}-told` : undefined}
          className={`${box(error)} appearance-none truncate pe-10`}
        >
          {list(options)}
          {groups.map((group) => (
            <optgroup key={group.label} label={group.label}>
              {list(group.options)}
            </optgroup>
          ))}
        </select>
        <ChevronDown size={18} aria-hidden="true" className="pointer-events-none absolute inset-y-0 end-3 my-auto text-soft" />
      </div>
    </Labelled>
  );
}

export function TextArea({ label, hint, error, ...rest }: Told & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={(error ?? hint) ? `${id}-told` : undefined}
        className={`${box(error)} py-2`}
      />
    </Labelled>
  );
}
