import type { ReactNode } from 'react';
import { usePageTitle } from './title.ts';

interface StopProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}

/** In place of a page: why it is not there, and where to go instead. It takes the focus, so that it is said when it comes. */
export function Stop({ icon, title, hint, children }: StopProps) {
  const heading = usePageTitle(title);
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-3 p-8 text-center">
      <span aria-hidden="true" className="flex size-16 items-center justify-center rounded-full bg-selected text-accent">
        {icon}
      </span>
      <h1 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
        {title}
      </h1>
      <p className="text-pretty text-soft">{hint}</p>
      {children}
    </div>
  );
}
