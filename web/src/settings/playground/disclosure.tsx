import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

/** More, for those who ask for it. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="inline-flex min-h-11 items-center gap-1 text-sm text-accent">
        {label}
        <ChevronDown size={16} aria-hidden="true" className="shrink-0 group-open:rotate-180" />
      </summary>
      <div className="flex flex-col gap-2 pb-2">{children}</div>
    </details>
  );
}
