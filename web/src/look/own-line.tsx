import type { ReactNode } from 'react';

/** One line of somebody's own words: cut where they end, in their direction, but standing where the lines of the page begin. */
export function OwnLine({ className = '', children }: { className?: string; children: ReactNode }) {
  return (
    <span dir="auto" className={`own-line block truncate ${className}`}>
      {children}
    </span>
  );
}
