import { Tag, X } from 'lucide-react';
import { useState } from 'react';
import { useDesk, useFormats } from '../business/context.tsx';
import { useInbox, useLabels } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { Popover } from '../look/popover.tsx';
import { useStore } from '../look/use-store.ts';
import { cleanName } from '../thread/clean.ts';
import { partsOf, type Shelf, shelfOf, views } from './views.ts';

const look = (on: boolean): string =>
  `flex min-h-9 items-center gap-1.5 rounded-full border px-2.5 text-sm -outline-offset-2 pointer-coarse:min-h-11 ${on ? 'border-accent bg-selected font-semibold text-accent' : 'border-line text-soft hover:bg-hover hover:text-ink'}`;

/** Which conversations the list shows. A number stands only where all of them are known anyway. */
export function ViewChips({ view: shelf }: { view: Shelf }) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const inbox = useInbox();
  useStore(desk.work.pending);
  const { view, label } = partsOf(shelf);
  const count = (one: Shelf): number | undefined =>
    inbox.edge(one) === 'end' ? inbox.shown(one, desk.me, desk.work.as).length : undefined;
  return (
    <div className="flex shrink-0 items-center border-b border-line">
      <fieldset className="min-w-0 grow">
        <legend className="sr-only">{words.desk.views}</legend>
        {/* What fades at the edge goes on: there are more views than fit. */}
        <ul className="flex gap-1.5 overflow-x-auto overscroll-x-contain mask-r-from-[calc(100%-2rem)] py-2 ps-3 pe-8 [scrollbar-width:none] rtl:mask-r-from-100% rtl:mask-l-from-[calc(100%-2rem)]">
          {views.map((one) => {
            const known = one === 'resolved' ? undefined : count(shelfOf(one, label));
            return (
              <li key={one} className="shrink-0">
                <button
                  type="button"
                  aria-pressed={one === view}
                  onClick={({ currentTarget }) => {
                    desk.chooseView(one);
                    currentTarget.scrollIntoView({ block: 'nearest', inline: 'center' });
                  }}
                  className={look(one === view)}
                >
                  {words.desk.view[one]}
                  {known ? <span className="text-xs tabular-nums">{formats.number(known)}</span> : null}
                </button>
              </li>
            );
          })}
        </ul>
      </fieldset>
      <LabelFilter chosen={label} />
    </div>
  );
}

/** Only what carries a label. Where there are none, there is nothing to choose from. */
function LabelFilter({ chosen }: { chosen: string | undefined }) {
  const { desk: words } = useWords();
  const desk = useDesk();
  const labels = useLabels();
  const [open, setOpen] = useState(false);
  const one = chosen === undefined ? undefined : labels.get(chosen);
  if (labels.size === 0 && chosen === undefined) return null;
  const choose = (id: string | undefined): void => {
    desk.chooseLabel(id);
    setOpen(false);
  };
  const name = one ? cleanName(one.name) : '';
  return (
    <div className="shrink-0 ps-1 pe-2">
      <Popover
        label={words.labelFilter}
        open={open}
        close={() => setOpen(false)}
        trigger={
          <button
            type="button"
            aria-expanded={open}
            aria-haspopup="dialog"
            aria-label={chosen === undefined ? words.labelFilter : `${words.labelFilter}: ${name}`}
            title={chosen === undefined ? words.labelFilter : name}
            onClick={() => setOpen(!open)}
            className={`${look(chosen !== undefined)} max-w-28`}
          >
            {one ? (
              <>
                <span aria-hidden="true" className="size-3 shrink-0 rounded-full" style={{ backgroundColor: one.colour }} />
                <bdi className="truncate">{name}</bdi>
              </>
            ) : (
              <Tag size={16} aria-hidden="true" />
            )}
          </button>
        }
      >
        <ul className="flex flex-col p-2">
          {chosen === undefined ? null : (
            <li>
              <button type="button" onClick={() => choose(undefined)} className={entry}>
                <X size={16} aria-hidden="true" />
                {words.labelFilterNone}
              </button>
            </li>
          )}
          {[...labels.values()].map((label) => (
            <li key={label.id}>
              <button type="button" aria-pressed={label.id === chosen} onClick={() => choose(label.id)} className={entry}>
                <span aria-hidden="true" className="size-3 shrink-0 rounded-full" style={{ backgroundColor: label.colour }} />
                <bdi className={`min-w-0 truncate ${label.id === chosen ? 'font-semibold' : ''}`}>{cleanName(label.name)}</bdi>
              </button>
            </li>
          ))}
        </ul>
      </Popover>
    </div>
  );
}

const entry = 'flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-start -outline-offset-2 hover:bg-hover';
