import { useId } from 'react';
import { inkOn } from '../colours.ts';
import type { Profile } from './profile.ts';
import { useBusinessWords } from './words.ts';

type Brand = NonNullable<Profile['brand']>;

const first: Brand = { primary: '#1d7a5f', accent: '#0f5fb5' };

export function BrandField({
  value,
  change,
  error,
}: {
  value: Brand | undefined;
  change: (brand: Brand | undefined) => void;
  error: string | undefined;
}) {
  const words = useBusinessWords();
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-sm font-medium">{words.brand}</legend>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5"
          checked={value !== undefined}
          onChange={({ currentTarget }) => change(currentTarget.checked ? first : undefined)}
        />
        {words.brandOn}
      </label>
      {value ? (
        <div className="flex flex-wrap gap-4">
          {(['primary', 'accent'] as const).map((part) => (
            <div key={part} className="flex items-center gap-2">
              <input
                id={`${id}-${part}`}
                type="color"
                value={value[part]}
                aria-invalid={error ? true : undefined}
                onChange={({ currentTarget }) => change({ ...value, [part]: currentTarget.value })}
                className="size-11 rounded-lg border border-edge bg-raised p-1"
              />
              <label htmlFor={`${id}-${part}`} className="text-sm">
                {words[part]}
              </label>
              <span
                aria-hidden="true"
                className="rounded-full px-3 py-1 text-sm font-medium"
                style={{ backgroundColor: value[part], color: inkOn(value[part]) }}
              >
                {words.sample}
              </span>
            </div>
          ))}
        </div>
      ) : null}
      {error ? <p className="text-sm text-danger">{error}</p> : null}
    </fieldset>
  );
}
