import { useId } from 'react';
import { roleColours } from '../colours.ts';
import { RoleBadge } from './role-badge.tsx';
import { useRoleWords } from './words.ts';

interface ColourFieldProps {
  readonly value: string;
  readonly sample: string;
  readonly disabled: boolean;
  readonly change: (colour: string) => void;
}

export function ColourField({ value, sample, disabled, change }: ColourFieldProps) {
  const words = useRoleWords();
  const id = useId();
  return (
    <fieldset disabled={disabled} aria-describedby={`${id}-hint`} className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{words.colour}</legend>
      <div className="flex flex-wrap items-center gap-1">
        {roleColours.map((colour, index) => (
          <label
            key={colour}
            className={`flex size-11 items-center justify-center rounded-full has-focus-visible:outline-2 has-focus-visible:outline-accent ${value === colour ? 'bg-selected' : ''}`}
          >
            <input
              type="radio"
              name={`${id}-colour`}
              className="sr-only"
              aria-label={words.colourNumber(index + 1)}
              checked={value === colour}
              onChange={() => change(colour)}
            />
            <span
              aria-hidden="true"
              className={`size-7 rounded-full border-2 ${value === colour ? 'border-ink' : 'border-line'}`}
              style={{ backgroundColor: colour }}
            />
          </label>
        ))}
        <input
          type="color"
          aria-label={words.ownColour}
          value={value}
          onChange={({ currentTarget }) => change(currentTarget.value)}
          className="size-11 rounded-lg border border-edge bg-raised p-1"
        />
        <span className="ms-2">
          <RoleBadge name={sample.trim() === '' ? '…' : sample} colour={value} />
        </span>
      </div>
      <p id={`${id}-hint`} className="text-sm text-soft">
        {words.colourHint}
      </p>
    </fieldset>
  );
}
