import { useEffect, useRef } from 'react';
import { useFormats } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { Spinner } from '../look/button.tsx';
import type { Suggestion } from './use-suggestions.ts';

interface SuggestionsProps {
  readonly id: string;
  readonly kind: 'canned' | 'mention';
  readonly items: readonly Suggestion[] | undefined;
  readonly at: number;
  readonly take: (item: Suggestion) => void;
}

/** Above the field, which keeps the focus and has the keys. What would be sent is shown before it is taken. */
export function Suggestions({ id, kind, items, at, take }: SuggestionsProps) {
  const { desk: words } = useWords();
  const formats = useFormats();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const chosen = items?.[at];
  const label = kind === 'canned' ? words.canned : words.mentions;
  return (
    <div className="absolute inset-x-0 bottom-full z-10 mb-2 flex max-h-[min(24rem,50dvh)] flex-col overflow-hidden rounded-2xl border border-line bg-raised shadow-lg">
      {items === undefined ? (
        <p className="flex justify-center p-4">
          <Spinner />
        </p>
      ) : null}
      <div ref={list} id={id} role="listbox" aria-label={label} className="min-h-0 overflow-y-auto p-1 empty:hidden">
        {items?.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
          <div
            key={item.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // Before the field loses the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
            className={`flex min-h-10 cursor-pointer items-baseline gap-3 rounded-xl px-3 py-2 hover:bg-hover ${index === at ? 'bg-selected' : ''}`}
          >
            <bdi className="shrink-0 font-medium text-accent">{item.label}</bdi>
            <bdi className="min-w-0 truncate text-sm">{item.hint}</bdi>
          </div>
        ))}
      </div>
      {kind === 'canned' && chosen ? (
        <div className="shrink-0 border-t border-line p-3">
          <p dir="auto" className="line-clamp-5 rounded-xl bg-out px-3 py-2 text-sm wrap-anywhere whitespace-pre-wrap">
            {chosen.text}
          </p>
          <p className="pt-1.5 text-xs text-soft">{words.insert}</p>
        </div>
      ) : null}
      <p role="status" className={items?.length === 0 ? 'p-3 text-sm text-soft' : 'sr-only'}>
        {items === undefined
          ? ''
          : items.length === 0
            ? kind === 'canned'
              ? words.cannedNone
              : words.assignNone
            : kind === 'canned'
              ? words.cannedCount(items.length)
              : `${label}: ${formats.number(items.length)}`}
      </p>
    </div>
  );
}
