import { roleColours } from '../colours.ts';

interface ColourSwatchesProps {
  /** Of the group of radio buttons. */
  readonly name: string;
  readonly value: string;
  readonly labelOf: (number: number) => string;
  readonly change: (colour: string) => void;
}

/** The colours that are proposed, as radio buttons. */
export function ColourSwatches({ name, value, labelOf, change }: ColourSwatchesProps) {
  return roleColours.map((colour, index) => (
    <label
      key={colour}
      className={`flex size-11 items-center justify-center rounded-full has-focus-visible:outline-2 has-focus-visible:outline-accent ${value === colour ? 'bg-selected' : ''}`}
    >
      <input
        type="radio"
        name={name}
        className="sr-only"
        aria-label={labelOf(index + 1)}
        checked={value === colour}
        onChange={() => change(colour)}
      />
      <span
        aria-hidden="true"
        className={`size-7 rounded-full border-2 ${value === colour ? 'border-ink' : 'border-line'}`}
        style={{ backgroundColor: colour }}
      />
    </label>
  ));
}
