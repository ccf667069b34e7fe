import { UserRoundMinus } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { Colleague } from '../../../contract/work.ts';
import { useDesk } from '../business/context.tsx';
import { useColleagues } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { Avatar } from '../look/avatar.tsx';
import { Button } from '../look/button.tsx';
import { found } from '../look/found.ts';
import { useStore } from '../look/use-store.ts';
import { cleanName } from '../thread/clean.ts';
import type { PanelProps } from './work-bar.tsx';

/** Whom to give it to: oneself first, then who is online. A note goes with it. */
export function AssignPanel({ row, close }: PanelProps) {
  const { desk: words } = useWords();
  const desk = useDesk();
  const id = useId();
  const all = useColleagues();
  const { online } = useStore(desk.colleagues.seen);
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const shown = useMemo(() => {
    const here = new Set<string>([...online.map(({ employeeId }) => employeeId)]);
    const rank = (one: Colleague): number => (one.id === desk.me ? 0 : here.has(one.id) ? 1 : 2);
    const choices = all.map((one) => ({ value: one.id, label: cleanName(one.name), one, online: here.has(one.id) }));
    const matching = new Set(found(choices, typed));
    return choices
      .filter((choice) => matching.has(choice))
      .toSorted((a, b) => rank(a.one) - rank(b.one) || a.label.localeCompare(b.label));
  }, [all, online, typed, desk]);
  const give = (to: Colleague['id'] | undefined): void => {
    void desk.work.assign(row, to, note.trim());
    close();
  };
  return (
    <div className="flex min-h-0 flex-col gap-3 p-3">
      <input
        type="search"
        data-first
        aria-label={words.assignFind}
        placeholder={words.assignFind}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          const [first] = shown;
          if (first) give(first.one.id);
        }}
        className="min-h-11 w-full rounded-xl border border-edge bg-surface px-3"
      />
      <ul aria-label={words.assignTo} className="flex max-h-64 min-h-11 flex-col overflow-y-auto">
        {shown.map(({ one, label, online: here }) => (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={one.id === row.assigneeId}
              onClick={() => give(one.id)}
              className="flex min-h-12 w-full items-center gap-3 rounded-xl px-2 text-start -outline-offset-2 hover:bg-hover aria-pressed:bg-selected"
            >
              <Avatar small id={one.id} name={label} />
              <span className="min-w-0 grow truncate">
                <bdi>{label}</bdi>
                {one.id === desk.me ? <span className="text-soft"> ({words.assignMe})</span> : null}
              </span>
              {here ? <span className="shrink-0 text-xs text-accent">{words.online}</span> : null}
            </button>
          </li>
        ))}
        {row.assigneeId !== undefined && typed === '' ? (
          <li>
            <button
              type="button"
              onClick={() => give(undefined)}
              className="flex min-h-12 w-full items-center gap-3 rounded-xl px-2 text-start -outline-offset-2 hover:bg-hover"
            >
              <span
                aria-hidden="true"
                className="flex size-10 items-center justify-center rounded-full border border-line text-soft"
              >
                <UserRoundMinus size={18} />
              </span>
              {words.assignNobody}
            </button>
          </li>
        ) : null}
      </ul>
      <p role="status" className={shown.length === 0 ? 'text-sm text-soft' : 'sr-only'}>
        {shown.length === 0 ? words.assignNone : ''}
      </p>
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm text-soft">
          {words.assignNote}
        </label>
        <textarea
          id={id}
          dir={note === '' ? undefined : 'auto'}
          rows={2}
          maxLength={2000}
          value={note}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
          className="rounded-xl border border-edge bg-surface px-3 py-2"
        />
      </div>
      {row.assigneeId === desk.me ? null : (
        <Button look="primary" onClick={() => give(desk.me)}>
          {words.assignToMe}
        </Button>
      )}
    </div>
  );
}
