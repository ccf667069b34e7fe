import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Pin } from 'lucide-react';
import { useId, useState } from 'react';
import { useDesk } from '../business/context.tsx';
import { pinnedKey } from '../business/queries.ts';
import { useWords } from '../i18n/language.ts';
import { cleanText } from './clean.ts';
import { authorOf } from './in-words.ts';

/** Notes that whoever opens the conversation must see first. */
export function PinnedBar({ id, onJump }: { id: string; onJump: (messageId: string) => void }) {
  const words = useWords();
  const desk = useDesk();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: pinnedKey(desk.business, id),
    queryFn: async ({ signal }) => (await desk.call('GET /v1/conversations/{id}/notes', { params: { id } }, { signal })).items,
    refetchOnMount: 'always',
  });
  const [first] = data ?? [];
  if (!data || !first) return null;
  const text = (one: typeof first): string => (one.content.kind === 'note' ? cleanText(one.content.text) : '');
  return (
    <section className="shrink-0 border-b border-line bg-warn-ground text-sm text-warn">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full items-center gap-2 px-4 text-start -outline-offset-2"
      >
        <Pin size={15} aria-hidden="true" className="shrink-0" />
        <span className="shrink-0 font-semibold">{words.desk.pinned(data.length)}</span>
        <span dir="auto" className="min-w-0 grow truncate text-ink">
          {open ? '' : text(first)}
        </span>
        <ChevronDown size={16} aria-hidden="true" className={`shrink-0 ${open ? 'rotate-180' : ''}`} />
      </button>
      {open ? (
        <ul id={listId} className="max-h-52 overflow-y-auto pb-2">
          {data.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => onJump(one.id)}
                className="flex min-h-11 w-full flex-col px-4 py-1.5 text-start -outline-offset-2"
              >
                <span className="text-xs font-semibold">
                  <bdi>{authorOf(one, desk.me, '', words)}</bdi>
                </span>
                <span dir="auto" className="line-clamp-3 w-full text-ink wrap-anywhere">
                  {text(one)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
