import type { ReactNode } from 'react';
import type { Content } from '../../../contract/message.ts';
import { KindIcon } from '../inbox/kind-icon.tsx';
import { cleanText } from './clean.ts';
import { RichText } from './rich-text.tsx';

export function Card({ kind, title, children }: { kind: Content['kind']; title: string; children?: ReactNode }) {
  return (
    <div className="flex min-w-52 flex-col gap-1">
      <div className="flex items-center gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-selected text-accent">
          <KindIcon kind={kind} size={20} />
        </span>
        <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
      </div>
      {children}
    </div>
  );
}

export function Answer({
  said,
  kind,
  text,
  more,
}: {
  said: string;
  kind: Content['kind'];
  text: string;
  more?: string | undefined;
}) {
  return (
    <>
      <p className="flex items-center gap-1.5 text-xs text-soft">
        <KindIcon kind={kind} size={14} />
        {said}
      </p>
      <RichText text={text} />
      {more ? <p className="text-sm text-soft wrap-anywhere">{cleanText(more)}</p> : null}
    </>
  );
}
