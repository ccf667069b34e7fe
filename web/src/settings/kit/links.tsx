import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** Looks like a button, goes somewhere. */
export function LinkButton({
  href,
  look = 'plain',
  children,
}: {
  href: string;
  look?: 'primary' | 'plain';
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 font-medium ${look === 'primary' ? 'bg-accent text-on-accent hover:brightness-110' : 'border border-line bg-raised hover:bg-hover'}`}
    >
      {children}
    </Link>
  );
}
