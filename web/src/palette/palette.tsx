import { useId, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { commandNames } from '../business/command-names.ts';
import { useDesk } from '../business/context.tsx';
import { useInbox } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { byActivity, views } from '../inbox/views.ts';
import { Dialog } from '../look/dialog.tsx';
import { found } from '../look/found.ts';
import { written } from './key-map.ts';
import { usePaletteWords } from './words.ts';

interface Entry {
  readonly value: string;
  readonly label: string;
  readonly kind: string;
  readonly key?: string;
  readonly run: () => void;
}

const mostShown = 12;

/** One field for everything: type a few letters of a customer, a view or a command. Combobox with a list, as the APG has it. */
export function Palette({ home, close }: { home: string; close: () => void }) {
  const words = useWords();
  const own = usePaletteWords();
  const desk = useDesk();
  const inbox = useInbox();
  const id = useId();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const entries = useMemo<Entry[]>(() => {
    const commands = commandNames
      .filter((name) => name !== 'palette' && desk.commands.can(name))
      .map((name) => ({
        value: name,
        label: own.commands[name],
        kind: own.command,
        key: written[name],
        run: () => void desk.commands.run(name),
      }));
    const lists = views.map((view) => ({
      value: `view ${view}`,
      label: words.desk.view[view],
      kind: own.view,
      run: () => {
        desk.searching.set(false);
        desk.chooseView(view);
        navigate(home);
      },
    }));
    const rows = [...inbox.rows.values()].toSorted(byActivity).map((row) => ({
      value: row.customer.phone ?? row.id,
      label: nameOf(row, words),
      kind: own.conversation,
      run: () => navigate(`${home}/c/${row.id}`),
    }));
    return typed.trim() === '' ? [...commands, ...lists] : [...rows, ...commands, ...lists];
  }, [desk, inbox, words, own, home, navigate, typed]);
  const shown = useMemo(() => {
    const all = new Set(found(entries, typed));
    return entries.filter((entry) => all.has(entry)).slice(0, typed.trim() === '' ? 30 : mostShown);
  }, [entries, typed]);
  const take = (entry: Entry | undefined): void => {
    if (!entry) return;
    close();
    // The dialog gives the focus back first; what is opened may want it.
    setTimeout(entry.run);
  };
  return (
    <Dialog bare title={own.title} closeLabel={own.close} close={close}>
      <div className="flex flex-col gap-2 p-3">
        <input
          type="text"
          role="combobox"
          aria-label={own.title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          dir={typed === '' ? undefined : 'auto'}
          placeholder={own.placeholder}
          value={typed}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter' && !event.nativeEvent.isComposing) take(shown[at]);
            else return;
            event.preventDefault();
          }}
          className="min-h-12 w-full rounded-xl border border-edge bg-raised px-4"
        />
        <div id={`${id}-list`} role="listbox" aria-label={own.results} className="flex flex-col">
          {shown.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
            <div
              key={`${entry.kind} ${entry.value}`}
              id={`${id}-${index}`}
              ref={(element) => {
                if (index === at) element?.scrollIntoView({ block: 'nearest' });
              }}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(entry)}
              className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 hover:bg-hover ${index === at ? 'bg-selected' : ''}`}
            >
              <bdi className="min-w-0 grow truncate">{entry.label}</bdi>
              {entry.key ? (
                <kbd dir="ltr" className="rounded-md border border-edge px-1.5 font-sans text-xs text-soft">
                  {entry.key}
                </kbd>
              ) : (
                <span className="shrink-0 text-xs text-soft">{entry.kind}</span>
              )}
            </div>
          ))}
        </div>
        <p role="status" className={shown.length === 0 ? 'px-3 pb-2 text-sm text-soft' : 'sr-only'}>
          {shown.length === 0 ? own.none : ''}
        </p>
      </div>
    </Dialog>
  );
}
