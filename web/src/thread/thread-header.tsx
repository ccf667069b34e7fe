import { ArrowLeft, PanelRight } from 'lucide-react';
import { Link } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { useDesk } from '../business/context.tsx';
import { useLabels } from '../business/shared.ts';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Avatar } from '../look/avatar.tsx';
import { IconButton } from '../look/button.tsx';
import { LabelChip } from '../look/label-chip.tsx';
import { useStore } from '../look/use-store.ts';
import { type Colleague, viewersOf, writersOf } from '../realtime/colleagues.ts';
import { cleanName } from './clean.ts';

export interface PanelSwitch {
  readonly open: boolean;
  readonly toggle: () => void;
}

interface ThreadHeaderProps {
  readonly row: ConversationSummary | undefined;
  readonly home: string;
  /** Undefined: this person may not look at customers. */
  readonly panel?: PanelSwitch | undefined;
}

export function ThreadHeader({ row, home, panel }: ThreadHeaderProps) {
  const words = useWords();
  const name = row ? nameOf(row, words) : '';
  const labels = useLabels();
  const known = (row?.labels ?? []).flatMap((id) => labels.get(id) ?? []);
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-surface ps-1 pe-2 md:ps-4">
      <Link
        href={home}
        aria-label={words.back}
        title={words.back}
        onClick={(event) => {
          if (!cameFromList(history.state)) return;
          // As the button of the phone does: the list is where it was, and does not pile up.
          event.preventDefault();
          history.back();
        }}
        className="flex size-11 shrink-0 items-center justify-center rounded-full text-soft hover:bg-hover hover:text-ink md:hidden"
      >
        <ArrowLeft size={22} aria-hidden="true" className="rtl:-scale-x-100" />
      </Link>
      {row ? (
        <>
          <Avatar id={row.id} name={name} small />
          <div className="min-w-0 grow">
            <h2 className="truncate leading-tight font-semibold">
              <bdi>{name}</bdi>
            </h2>
            <Below row={row} />
          </div>
          {known.length > 0 ? (
            <ul aria-label={words.desk.labels} className="flex min-w-0 max-w-[40%] shrink gap-1 overflow-hidden max-sm:hidden">
              {known.map((label) => (
                <li key={label.id} className="shrink-0">
                  <LabelChip label={label} />
                </li>
              ))}
            </ul>
          ) : null}
          {panel ? (
            <IconButton
              label={words.desk.customer}
              aria-pressed={panel.open}
              onClick={panel.toggle}
              className={panel.open ? 'bg-selected text-accent!' : ''}
            >
              <PanelRight size={20} aria-hidden="true" className="rtl:-scale-x-100" />
            </IconButton>
          ) : null}
        </>
      ) : null}
    </header>
  );
}

const cameFromList = (state: unknown): boolean => typeof state === 'object' && state !== null && 'fromList' in state;

/** Colleagues at work here come first, then how the customer is reached. */
function Below({ row }: { row: ConversationSummary }) {
  const words = useWords();
  const seen = useStore(useDesk().colleagues.seen);
  const writers = writersOf(seen, row.id);
  const viewers = viewersOf(seen, row.id);
  const { phone, username } = row.customer;
  const names = (people: readonly Colleague[]): string => [...new Set(people.map(({ name }) => cleanName(name)))].join(', ');
  return (
    <p className="truncate text-sm text-soft" aria-live="polite">
      {writers.length > 0 ? (
        <span className="text-accent">
          {(writers.length > 1 ? words.thread.typingMany : words.thread.typing)(names(writers))}
        </span>
      ) : viewers.length > 0 ? (
        <span className="text-accent">{(viewers.length > 1 ? words.thread.hereMany : words.thread.here)(names(viewers))}</span>
      ) : (
        <>
          {row.groupId ? `${words.thread.group} · ` : null}
          <bdi dir="ltr">{phone ?? (username ? `@${cleanName(username)}` : '')}</bdi>
        </>
      )}
    </p>
  );
}
