import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'primary' | 'plain' | 'quiet';

const looks: Readonly<Record<Look, string>> = {
  primary: 'bg-accent text-on-accent hover:brightness-110 disabled:opacity-60',
  plain: 'border border-line bg-raised text-ink hover:bg-hover disabled:opacity-60',
  quiet: 'text-accent hover:underline disabled:opacity-60',
};

export function Button({
  look = 'plain',
  busy = false,
  className = '',
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 font-medium motion-safe:transition ${looks[look]} ${className}`}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}

/** A square button with a picture only: `label` is what it is called. */
export function IconButton({
  label,
  className = '',
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`inline-flex size-11 shrink-0 items-center justify-center rounded-full text-soft motion-safe:transition hover:bg-hover hover:text-ink disabled:opacity-50 ${className}`}
    >
      {children}
    </button>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="inline-block size-4 shrink-0 motion-safe:animate-spin rounded-full border-2 border-current border-e-transparent"
    />
  );
}
