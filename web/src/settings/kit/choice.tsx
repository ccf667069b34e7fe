import { ChevronDown } from 'lucide-react';
import { type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react';
import { Labelled } from '../../look/field.tsx';

interface Told {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
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
  const told = error ?? hint;
  const list = (some: readonly Option[]) =>
    some.map((one) => (
      <option key={one.value} value={one.value} disabled={one.disabled}>
        {one.label}
      </option>
    ));
  return (
    <Labelled id={id} label={label} told={told} wrong={error !== undefined}>
      <BareSelect {...rest} id={id} error={error} aria-describedby={told ? `${id}-told` : undefined}>
        {list(options)}
        {groups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            {list(group.options)}
          </optgroup>
        ))}
      </BareSelect>
    </Labelled>
  );
}

/** Without a label of its own on the page. */
export function BareSelect({ error, ...rest }: Pick<Told, 'error'> & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <div className="relative flex">
      <select {...rest} aria-invalid={error ? true : undefined} className={`${box(error)} appearance-none truncate pe-10`} />
      <ChevronDown size={18} aria-hidden="true" className="pointer-events-none absolute inset-y-0 end-3 my-auto text-soft" />
    </div>
  );
}

export function TextArea({ label, hint, error, ...rest }: Told & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const told = error ?? hint;
  return (
    <Labelled id={id} label={label} told={told} wrong={error !== undefined}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={told ? `${id}-told` : undefined}
        className={`${box(error)} py-2`}
      />
    </Labelled>
  );
}
