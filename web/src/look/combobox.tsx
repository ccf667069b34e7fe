import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Labelled } from './field.tsx';
import { found } from './found.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ComboboxProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly change: (value: string) => void;
  /** Smaller, at the end of the line; asked for only when the line is on the screen. */
  readonly noteOf?: (value: string) => string;
  /** When nothing is found. */
  readonly nothing: string;
}

const mostShown = 60;

/**
 * One of many, found by typing: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, with a list). What was chosen stays
 * chosen until something else is.
 */
export function Combobox({ label, hint, error, choices, value, change, noteOf, nothing }: ComboboxProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<string>();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const chosen = choices.find((one) => one.value === value);
  const shown = useMemo(() => found(choices, typed ?? '').slice(0, mostShown), [choices, typed]);
  const told = error ?? hint;

  useEffect(() => {
    if (open) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [open, at]);

  const close = (): void => {
    setOpen(false);
    setTyped(undefined);
  };
  const show = (): void => {
    const current = found(choices, '').findIndex((one) => one.value === value);
    setAt(current >= 0 && current < mostShown ? current : 0);
    setOpen(true);
  };
  const take = (choice: Choice | undefined): void => {
    if (choice) change(choice.value);
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') open ? setAt(Math.min(at + 1, shown.length - 1)) : show();
    else if (event.key === 'ArrowUp') open ? setAt(Math.max(at - 1, 0)) : show();
    else if (event.key === 'Enter' && open) take(shown[at]);
    else if (event.key === 'Escape' && open) close();
    else return;
    event.preventDefault();
  };
  return (
    <Labelled id={id} label={label} told={told} wrong={error !== undefined}>
      <div className="relative">
        <input
          id={id}
          role="combobox"
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={open}
          aria-controls={open ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open && shown[at] ? `${id}-${at}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={told ? `${id}-told` : undefined}
          value={typed ?? chosen?.label ?? value}
          onClick={() => (open ? undefined : show())}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
          className={`min-h-12 w-full rounded-xl border bg-raised ps-3 pe-10 ${error ? 'border-danger' : 'border-edge'}`}
        />
        <ChevronsUpDown size={18} aria-hidden="true" className="pointer-events-none absolute inset-y-0 end-3 my-auto text-soft" />
        {open ? (
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={label}
            className="absolute inset-x-0 top-13 z-10 max-h-64 overflow-y-auto overscroll-contain rounded-xl border border-line bg-raised p-1 shadow-lg"
          >
            {shown.map((choice, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
              <div
                key={choice.value}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={choice.value === value}
                // Before the field loses the focus and closes the list.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(choice)}
                className={`flex min-h-10 cursor-pointer items-center justify-between gap-3 rounded-lg px-3 py-1.5 hover:bg-hover ${index === at ? 'bg-selected' : ''} ${choice.value === value ? 'font-medium' : ''}`}
              >
                <bdi>{choice.label}</bdi>
                {noteOf ? (
                  <bdi dir="ltr" className="shrink-0 text-sm text-soft tabular-nums">
                    {noteOf(choice.value)}
                  </bdi>
                ) : null}
              </div>
            ))}
          </div>
        ) : null}
        <p role="status" className={open && shown.length === 0 ? 'pt-1 text-sm text-soft' : 'sr-only'}>
          {open && shown.length === 0 ? nothing : ''}
        </p>
      </div>
    </Labelled>
  );
}
