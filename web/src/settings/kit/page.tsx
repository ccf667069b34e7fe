import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import { usePageTitle } from '../../shell/title.ts';

interface PageProps {
  readonly title: string;
  readonly hint?: ReactNode;
  /** Where one level up is; on a phone the only way out of a page. */
  readonly up?: { readonly href: string; readonly label: string; readonly always?: boolean };
  readonly actions?: ReactNode;
  /** For tables. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One page of settings: its title takes the focus, so that a screen reader says where one has come. */
export function Page({ title, hint, up, actions, wide, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <div className={`mx-auto flex w-full ${wide ? 'max-w-6xl' : 'max-w-3xl'} flex-col gap-5 p-4 pb-16 sm:p-6 sm:pb-16`}>
      <header className="flex flex-col gap-1">
        {up ? (
          <Link
            href={up.href}
            className={`-ms-2 inline-flex min-h-11 items-center gap-1 self-start rounded-lg px-2 text-sm text-accent hover:underline ${up.always ? '' : 'md:hidden'}`}
          >
            <ArrowLeft size={18} aria-hidden="true" className="rtl:-scale-x-100" />
            {up.label}
          </Link>
        ) : null}
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 ref={heading} tabIndex={-1} className="min-w-0 text-xl font-semibold outline-none [overflow-wrap:anywhere]">
            <bdi>{title}</bdi>
          </h1>
          {actions}
        </div>
        {hint ? <p className="text-pretty text-soft">{hint}</p> : null}
      </header>
      {children}
    </div>
  );
}

/** A card with a heading. */
export function Panel({
  title,
  hint,
  actions,
  children,
}: {
  title?: string;
  hint?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5"
    >
      {title ? (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            <h2 id={id} className="font-semibold">
              {title}
            </h2>
            {hint ? <p className="text-sm text-pretty text-soft">{hint}</p> : null}
          </div>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}

type Tone = 'good' | 'calm' | 'warn' | 'bad';
const tones: Readonly<Record<Tone, string>> = {
  good: 'bg-selected text-accent',
  calm: 'border border-line text-soft',
  warn: 'bg-warn-ground text-warn',
  bad: 'bg-danger-ground text-danger',
};

export function Pill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`inline-flex shrink-0 items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-medium ${tones[tone]}`}>
      {children}
    </span>
  );
}

/** Why nothing can be changed here. */
export function Note({ children }: { children: ReactNode }) {
  return <p className="rounded-xl bg-selected px-4 py-3 text-sm text-ink">{children}</p>;
}

/** Somebody else has changed it meanwhile. */
export function Late({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
      {children}
    </p>
  );
}
