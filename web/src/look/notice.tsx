import type { ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from './button.tsx';

/** A whole pane with nothing to show in it, and why. */
export function Empty({ icon, title, hint, children }: { icon?: ReactNode; title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-3 p-8 text-center">
      {icon ? (
        <span aria-hidden="true" className="flex size-16 items-center justify-center rounded-full bg-selected text-accent">
          {icon}
        </span>
      ) : null}
      <h2 className="text-lg font-semibold">{title}</h2>
      {hint ? <p className="text-pretty text-soft">{hint}</p> : null}
      {children}
    </div>
  );
}

export function Failed({ title, hint, retry }: { title: string; hint?: string; retry: () => void }) {
  const words = useWords();
  return (
    <div role="alert" className="m-auto">
      <Empty title={title} {...(hint ? { hint } : {})}>
        <Button onClick={retry}>{words.retry}</Button>
      </Empty>
    </div>
  );
}

type Tone = 'info' | 'warn' | 'danger';
const tones: Readonly<Record<Tone, string>> = {
  info: 'bg-selected text-ink',
  warn: 'bg-warn-ground text-warn',
  danger: 'bg-danger-ground text-danger',
};

export function Banner({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <div className={`flex items-center gap-2 px-4 py-2 text-sm ${tones[tone]}`}>{children}</div>;
}

/** Grey shapes of what is coming; said once to people who do not see them. */
export function Loading({ children }: { children?: ReactNode }) {
  const words = useWords();
  return (
    <div role="status" className="flex min-h-0 grow flex-col">
      <span className="sr-only">{words.loading}</span>
      <div aria-hidden="true" className="flex grow motion-safe:animate-pulse flex-col">
        {children}
      </div>
    </div>
  );
}
