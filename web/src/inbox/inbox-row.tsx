import { CircleAlert, Lock } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Formats } from '../clock/format.ts';
import type { Catalogue } from '../i18n/en.ts';
import { Avatar } from '../look/avatar.tsx';
import { cleanName, cleanText } from '../thread/clean.ts';
import { KindIcon } from './kind-icon.tsx';

interface InboxRowProps {
  readonly row: ConversationSummary;
  readonly href: string;
  readonly open: boolean;
  readonly draft: string;
  readonly unsent: boolean;
  readonly now: number;
  readonly formats: Formats;
  readonly words: Catalogue;
}

/** How a customer is called: their name, else their number or user name. */
export function nameOf({ customer }: ConversationSummary, words: Catalogue): string {
  return cleanName(customer.name) || customer.phone || (customer.username ? `@${customer.username}` : words.thread.unknownSender);
}

const isWindowOpen = ({ windowClosesAt }: ConversationSummary, now: number): boolean =>
  windowClosesAt !== undefined && Date.parse(windowClosesAt) > now;

export const InboxRow = memo(function InboxRow({ row, href, open, draft, unsent, now, formats, words }: InboxRowProps) {
  const name = nameOf(row, words);
  const at = row.lastMessage?.at ?? row.changedAt;
  return (
    <Link
      href={href}
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
      </span>
    </Link>
  );
});

function Preview({ row, draft, words }: { row: ConversationSummary; draft: string; words: Catalogue }) {
  const line = 'flex min-w-0 grow items-center gap-1';
  if (draft) {
    return (
      <span className={line}>
        <span className="shrink-0 font-medium text-accent">{words.inbox.draft}</span>
        <span className="truncate">
          <bdi>{draft}</bdi>
        </span>
      </span>
    );
  }
  const last = row.lastMessage;
  if (!last) return <span className={line}>{words.inbox.nothing}</span>;
  const kinds: ReadonlyMap<string, string> = new Map(Object.entries(words.kinds));
  const text = cleanText(last.preview).trim();
  const kind = last.kind === 'text' ? '' : (kinds.get(last.kind) ?? words.kinds.unsupported);
  return (
    <span className={line}>
      {last.direction === 'out' ? <span className="shrink-0">{words.inbox.you}</span> : null}
      <KindIcon kind={last.kind} />
      {kind ? <span className={text ? 'sr-only' : 'truncate'}>{kind}</span> : null}
      <span className="truncate">
        <bdi>{text || (kind ? '' : words.thread.blank)}</bdi>
      </span>
    </span>
  );
}
