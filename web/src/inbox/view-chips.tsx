import type { View } from '../../../contract/conversations.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useInbox } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { useStore } from '../look/store.ts';
import { views } from './views.ts';

/** Which conversations the list shows. A number stands only where all of them are known anyway. */
export function ViewChips({ view }: { view: View }) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const inbox = useInbox();
  useStore(desk.work.pending);
  const count = (one: View): number | undefined =>
    inbox.edge(one) === 'end' ? inbox.shown(one, desk.me, desk.work.as).length : undefined;
  return (
    <fieldset className="min-w-0 shrink-0 border-b border-line">
      <legend className="sr-only">{words.desk.views}</legend>
      <ul className="flex gap-1.5 overflow-x-auto overscroll-x-contain px-3 py-2 [scrollbar-width:none]">
        {views.map((one) => {
          const here = one === view;
          const known = one === 'resolved' ? undefined : count(one);
          return (
            <li key={one} className="shrink-0">
              <button
                type="button"
                aria-pressed={here}
                onClick={({ currentTarget }) => {
                  desk.chooseView(one);
                  currentTarget.scrollIntoView({ block: 'nearest', inline: 'center' });
                }}
                className={`flex min-h-9 items-center gap-1.5 rounded-full border px-3 text-sm -outline-offset-2 pointer-coarse:min-h-11 ${here ? 'border-accent bg-selected font-semibold text-accent' : 'border-line text-soft hover:bg-hover hover:text-ink'}`}
              >
                {words.desk.view[one]}
                {known ? <span className="text-xs tabular-nums">{formats.number(known)}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
