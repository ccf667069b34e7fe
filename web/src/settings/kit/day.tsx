import { useId } from 'react';

interface DayProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly error?: string | undefined;
  readonly change: (day: string) => void;
}

/** One day, as the browser lets people choose it: `2026-11-20`. */
export function Day({ label, value, min, max, error, change }: DayProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="date"
        min={min}
        max={max}
        value={value ?? ''}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-told` : undefined}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        className={`min-h-12 w-full min-w-0 rounded-xl border bg-raised px-3 ${error ? 'border-danger' : 'border-edge'}`}
      />
      {error ? (
        <p id={`${id}-told`} className="text-sm text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}
