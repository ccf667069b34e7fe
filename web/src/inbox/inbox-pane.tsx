import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Inbox as InboxIcon } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../business/commands.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { viewKey } from '../business/queries.ts';
import { useInbox, useLabels, useNameOf, useUnread } from '../business/shared.ts';
import { useNow } from '../business/use-now.ts';
import { draftOf } from '../composer/drafts.ts';
import { useWords } from '../i18n/language.ts';
import { isDismissed, way } from '../install/offer.ts';
import { Button, Spinner } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { Empty, Failed, Loading } from '../look/notice.tsx';
import { useStore } from '../look/use-store.ts';
import { isAway } from '../offline/away.ts';
import { cleanName } from '../thread/clean.ts';
import { InboxHeader } from './inbox-header.tsx';
import { InboxRow } from './inbox-row.tsx';
import type { Inbox } from './inbox-state.ts';
import { ViewChips } from './view-chips.tsx';
import { partsOf, type Shelf } from './views.ts';

const InstallCard = lazily<{ close: () => void }>(async () => (await import('../install/install-card.tsx')).InstallCard);

interface InboxPaneProps {
  readonly opened: string | undefined;
  readonly home: string;
}

export function InboxPane({ opened, home }: InboxPaneProps) {
  const words = useWords();
  const desk = useDesk();
  const view = useStore(desk.view);
  const known = useInbox();
  const confirmed = useStore(desk.confirmed);
  const asked = useQuery({ queryKey: viewKey(desk.business, view), queryFn: () => desk.feed.load(view) });
  const away = !confirmed || isAway(asked);
  // Without the server, what is known stands for the view.
  const alone = known.edge(view) === undefined && known.rows.size > 0 && away;
  const inbox = useMemo(() => (alone ? known.whole(view) : known), [alone, known, view]);
  return (
    <>
      <InboxHeader />
      <ViewChips view={view} />
      <nav aria-label={words.inbox.title} className="flex min-h-0 grow flex-col">
        {inbox.edge(view) !== undefined ? (
          <Rows key={view} inbox={inbox} view={view} opened={opened} home={home} />
        ) : asked.isError ? (
          <Failed title={words.inbox.failed} retry={() => void asked.refetch()} />
        ) : (
          <Skeleton />
        )}
      </nav>
      <InstallOffer />
    </>
  );
}

function InstallOffer() {
  const offered = useStore(way) !== undefined;
  const [open, setOpen] = useState(() => !isDismissed(localStorage));
  return offered && open ? <InstallCard close={() => setOpen(false)} /> : null;
}

const rowHeight = 90;

interface RowsProps extends InboxPaneProps {
  readonly inbox: Inbox;
  readonly view: Shelf;
}

function Rows({ inbox, view, opened, home }: RowsProps) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const now = useNow(30_000);
  const outbox = useStore(desk.outbox.entries);
  const pending = useStore(desk.work.pending);
  const unread = useUnread();
  const labels = useLabels();
  const nameOf = useNameOf();
  const [, navigate] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is pending changes what rows are taken for
  const rows = useMemo(() => inbox.shown(view, desk.me, desk.work.as), [inbox, view, desk, pending]);
  const scroller = useRef<HTMLDivElement>(null);
  const more = useMore(inbox, view);
  const hasMore = typeof inbox.edge(view) === 'object';
  const virtual = useVirtualizer({
    count: rows.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? 'more',
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const atEnd = hasMore && (items.at(-1)?.index ?? 0) >= rows.length - 5;
  useEffect(() => {
    if (atEnd) more.load();
  }, [atEnd, more.load]);
  const step = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === opened);
    const next = rows[at < 0 ? 0 : at + by];
    if (!next) return;
    virtual.scrollToIndex(rows.indexOf(next), { align: 'auto' });
    navigate(`${home}/c/${next.id}`, { replace: opened !== undefined });
  };
  useCommand('next', rows.length > 0 ? () => step(1) : undefined);
  useCommand('previous', rows.length > 0 ? () => step(-1) : undefined);
  useEffect(() => {
    const name = cleanName(desk.membership.business.name);
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${name}` : name;
  }, [unread, desk]);

  if (rows.length === 0 && !hasMore) {
    const first = view === 'all' && inbox.rows.size === 0;
    const { view: shown, label } = partsOf(view);
    if (label !== undefined) {
      return (
        <Empty icon={<InboxIcon />} title={words.desk.labelEmpty} hint={words.desk.labelEmptyHint(words.desk.view[shown])} />
      );
    }
    return (
      <Empty
        icon={<InboxIcon />}
        title={first ? words.inbox.empty : words.desk.viewEmpty[shown]}
        hint={first ? words.inbox.emptyHint : words.desk.viewEmptyHint[shown]}
      />
    );
  }
  return (
    <div ref={scroller} className="virtual grow overflow-y-auto overscroll-contain">
      <ul className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {row ? (
                <InboxRow
                  row={row}
                  href={`${home}/c/${row.id}`}
                  open={row.id === opened}
                  draft={row.id === opened ? '' : draftOf(desk.storage, desk.business, row.id)}
                  unsent={outbox.some(({ conversationId, state }) => conversationId === row.id && state === 'failed')}
                  now={now}
                  me={desk.me}
                  nameOf={nameOf}
                  labels={labels}
                  formats={formats}
                  words={words}
                />
              ) : (
                <div className="flex h-full items-center justify-center gap-2 text-sm text-soft" role="status">
                  {more.failed ? (
                    <>
                      {words.inbox.moreFailed}
                      <Button look="quiet" onClick={more.retry}>
                        {words.retry}
                      </Button>
                    </>
                  ) : (
                    <>
                      <Spinner />
                      {words.inbox.more}
                    </>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Loads the next page once per position; after a failure only when asked. */
function useMore(inbox: Inbox, view: Shelf): { load: () => void; retry: () => void; failed: boolean } {
  const desk = useDesk();
  const edge = inbox.edge(view);
  const next = typeof edge === 'object' ? edge.next : undefined;
  const asked = useRef<string>(undefined);
  const [failed, setFailed] = useState(false);
  return useMemo(() => {
    const load = (): void => {
      if (next === undefined || asked.current === next) return;
      asked.current = next;
      setFailed(false);
      desk.feed.more(view).catch(() => setFailed(true));
    };
    const retry = (): void => {
      asked.current = undefined;
      load();
    };
    return { load, retry, failed };
  }, [desk, view, next, failed]);
}

function Skeleton() {
  return (
    <Loading>
      {Array.from({ length: 9 }, (_, index) => (
        <div key={String(index)} className="flex h-22 items-center gap-3 px-4">
          <div className="size-12 rounded-full bg-line" />
          <div className="flex grow flex-col gap-2">
            <div className="h-3.5 w-2/5 rounded bg-line" />
            <div className="h-3 w-4/5 rounded bg-line" />
          </div>
        </div>
      ))}
    </Loading>
  );
}
