import { AlarmClock, Bot, CircleAlert, Hourglass, Lock, Sparkles, UserRound } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Label } from '../../../contract/labels.ts';
import type { Formats } from '../clock/format.ts';
import type { Catalogue } from '../i18n/en.ts';
import { Avatar } from '../look/avatar.tsx';
import { LabelChip } from '../look/label-chip.tsx';
import { OwnLine } from '../look/own-line.tsx';
import { cleanName } from '../thread/clean.ts';
import { KindIcon } from './kind-icon.tsx';

interface InboxRowProps {
  readonly row: ConversationSummary;
  readonly href: string;
  readonly open: boolean;
  readonly draft: string;
  readonly unsent: boolean;
  readonly now: number;
  readonly me: string;
  readonly nameOf: (employeeId: string) => string | undefined;
  readonly labels: ReadonlyMap<string, Label>;
  readonly formats: Formats;
  readonly words: Catalogue;
}

/** How a customer is called: their name, else their number or user name. */
export function nameOf({ customer }: ConversationSummary, words: Catalogue): string {
  return cleanName(customer.name) || customer.phone || (customer.username ? `@${customer.username}` : words.thread.unknownSender);
}

const isWindowOpen = ({ windowClosesAt }: ConversationSummary, now: number): boolean =>
  windowClosesAt !== undefined && Date.parse(windowClosesAt) > now;

export const InboxRow = memo(function InboxRow(props: InboxRowProps) {
  const { row, href, open, draft, unsent, now, formats, words } = props;
  const name = nameOf(row, words);
  const at = row.lastMessage?.at ?? row.changedAt;
  return (
    <Link
      href={href}
      // Where the way back leads: to the list it was opened from.
      state={{ fromList: true }}
      aria-current={open ? 'page' : undefined}
      className={`flex h-full items-center gap-3 px-4 -outline-offset-2 ${open ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <Avatar id={row.id} name={name} />
      <span className="flex min-w-0 grow flex-col gap-0.5">
        <span className="flex items-baseline gap-2">
          <span className={`min-w-0 grow truncate ${row.unread > 0 ? 'font-semibold' : 'font-medium'}`}>
            <bdi>{name}</bdi>
          </span>
          <time dateTime={at} className={`shrink-0 text-xs ${row.unread > 0 ? 'font-semibold text-accent' : 'text-soft'}`}>
            {formats.listed(at, now)}
          </time>
        </span>
        <span className="flex items-center gap-2 text-sm text-soft">
          <Preview row={row} draft={draft} words={words} />
          {unsent ? (
            <span className="flex shrink-0 items-center gap-1 text-danger">
              <CircleAlert size={16} aria-hidden="true" />
              {words.inbox.notSent}
            </span>
          ) : null}
          {isWindowOpen(row, now) ? null : (
            <span className="shrink-0" title={words.inbox.closedHint}>
              <Lock size={15} aria-hidden="true" />
              <span className="sr-only">{words.inbox.closedHint}</span>
            </span>
          )}
          {row.unread > 0 ? (
            <span className="flex h-5 min-w-5 shrink-0 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
              <span aria-hidden="true">{row.unread > 99 ? '99+' : formats.number(row.unread)}</span>
              <span className="sr-only">{words.inbox.unread(row.unread)}</span>
            </span>
          ) : null}
        </span>
        <Standing {...props} />
      </span>
    </Link>
  );
});

const modes = { ai: Bot, human: UserRound, hybrid: Sparkles } as const;
/** Whoever waits longer than this is shown in the colour of warnings. */
const longMs = 15 * 60_000;

/** Who has it, how long the customer has waited, what it is about. */
function Standing({ row, now, me, nameOf: colleague, labels, formats, words }: InboxRowProps) {
  const { mode, assigneeId, waitingSince, snoozedUntil, status } = row;
  const Icon = modes[mode];
  const known = (row.labels ?? []).flatMap((id) => labels.get(id) ?? []);
  const holder =
    assigneeId === me ? words.desk.yours : cleanName((assigneeId && colleague(assigneeId)) ?? '') || words.desk.colleague;
  const waits = waitingSince === undefined || mode === 'ai' ? undefined : now - Date.parse(waitingSince);
  return (
    <span className="-my-0.5 flex h-6 items-center gap-2 overflow-hidden text-xs text-soft">
      <span className="flex min-w-0 shrink-0 items-center gap-1" title={words.desk.mode[mode]}>
        <Icon size={14} aria-hidden="true" className={mode === 'ai' ? 'text-read' : ''} />
        <span className="max-w-28 truncate">
          {mode === 'ai' && assigneeId === undefined ? (
            words.desk.modeShort.ai
          ) : (
            <>
              {mode === 'human' ? null : <span className="sr-only">{words.desk.mode[mode]}, </span>}
              <bdi>{assigneeId === undefined ? words.desk.nobody : holder}</bdi>
            </>
          )}
        </span>
      </span>
      {status === 'snoozed' && snoozedUntil ? (
        <span className="flex shrink-0 items-center gap-1">
          <AlarmClock size={14} aria-hidden="true" />
          {formats.moment(snoozedUntil, now)}
        </span>
      ) : waits !== undefined && status === 'open' ? (
        <span className={`flex shrink-0 items-center gap-1 ${waits > longMs ? 'font-medium text-warn' : ''}`}>
          <Hourglass size={14} aria-hidden="true" />
          <span aria-hidden="true">{formats.roughly(waits)}</span>
          <span className="sr-only">{words.desk.waiting(formats.roughly(waits))}</span>
        </span>
      ) : null}
      {row.overLimit ? (
        <span className="shrink-0 text-warn" title={words.desk.overLimit}>
          <CircleAlert size={14} aria-hidden="true" />
          <span className="sr-only">{words.desk.overLimit}</span>
        </span>
      ) : null}
      {known.length > 0 ? (
        <span className="flex min-w-0 items-center gap-1">
          <span className="sr-only">{words.desk.labelled(known.map((label) => cleanName(label.name)).join(', '))}</span>
          <span aria-hidden="true" className="flex min-w-0 gap-1">
            {known.slice(0, 2).map((label) => (
              <LabelChip key={label.id} label={label} />
            ))}
            {known.length > 2 ? `+${known.length - 2}` : null}
          </span>
        </span>
      ) : null}
    </span>
  );
}

function Preview({ row, draft, words }: { row: ConversationSummary; draft: string; words: Catalogue }) {
  const line = 'flex min-w-0 grow items-center gap-1';
  if (draft) {
    return (
      <span className={line}>
        <span className="shrink-0 font-medium text-accent">{words.inbox.draft}</span>
        <OwnLine className="min-w-0 grow">{cleanName(draft)}</OwnLine>
      </span>
    );
  }
  const last = row.lastMessage;
  if (!last) return <span className={line}>{words.inbox.nothing}</span>;
  const kinds: ReadonlyMap<string, string> = new Map(Object.entries(words.kinds));
  const text = cleanName(last.preview);
  const kind = last.kind === 'text' ? '' : (kinds.get(last.kind) ?? words.kinds.unsupported);
  return (
    <span className={line}>
      {last.direction === 'out' ? <span className="shrink-0">{words.inbox.you}</span> : null}
      <KindIcon kind={last.kind} />
      {kind ? <span className={text ? 'sr-only' : 'truncate'}>{kind}</span> : null}
      <OwnLine className="min-w-0 grow">{text || (kind ? '' : words.thread.blank)}</OwnLine>
    </span>
  );
}
