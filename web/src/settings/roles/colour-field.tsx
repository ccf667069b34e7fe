import { useId } from 'react';
import { ColourSwatches } from '../kit/colour-swatches.tsx';
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
        <ColourSwatches name={`${id}-colour`} value={value} labelOf={words.colourNumber} change={change} />
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
