import type { ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { Mark } from '../look/mark.tsx';
import { Settings } from '../look/settings.tsx';

/** What all pages before the inbox look like: one card in the middle, language and appearance under it. */
export function Door({ children, under }: { children: ReactNode; under?: ReactNode }) {
  const words = useWords();
  return (
    <main className="flex min-h-dvh flex-col items-center gap-6 p-4 sm:pt-[10dvh]">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-3xl border border-line bg-surface p-6 shadow-sm">
        <div className="flex items-center gap-3">
          <Mark size={40} />
          <div>
            <p className="text-lg font-semibold leading-tight">{words.appName}</p>
            <p className="text-sm text-soft">{words.tagline}</p>
          </div>
        </div>
        {children}
      </div>
      {under ? <div className="w-full max-w-sm px-6 text-center">{under}</div> : null}
      <div className="w-full max-w-sm px-6">
        <Settings />
      </div>
    </main>
  );
}
