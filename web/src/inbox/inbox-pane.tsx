import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Inbox as InboxIcon } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDesk, useFormats } from '../business/context.tsx';
import { inboxKey } from '../business/queries.ts';
import { useNow } from '../business/use-now.ts';
import { draftOf } from '../composer/drafts.ts';
import { useWords } from '../i18n/language.ts';
import { Button, Spinner } from '../look/button.tsx';
import { Empty, Failed, Loading } from '../look/notice.tsx';
import { useStore } from '../look/store.ts';
import { InboxHeader } from './inbox-header.tsx';
import { InboxRow } from './inbox-row.tsx';
import type { Inbox } from './inbox-state.ts';

interface InboxPaneProps {
  readonly opened: string | undefined;
  readonly home: string;
}

export function InboxPane({ opened, home }: InboxPaneProps) {
  const words = useWords();
  const desk = useDesk();
  const inbox = useQuery({ queryKey: inboxKey(desk.business), queryFn: () => desk.inbox() });
  const loaded = inbox.data?.edge === undefined ? undefined : inbox.data;
  return (
    <>
      <InboxHeader />
      <nav aria-label={words.inbox.title} className="flex min-h-0 grow flex-col">
        {loaded ? (
          <Rows inbox={loaded} opened={opened} home={home} />
        ) : inbox.isError ? (
          <Failed title={words.inbox.failed} retry={() => void inbox.refetch()} />
        ) : (
          <Skeleton />
        )}
      </nav>
    </>
  );
}

const rowHeight = 76;

function Rows({ inbox, opened, home }: { inbox: Inbox; opened: string | undefined; home: string }) {
  const words = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const now = useNow(30_000);
  const outbox = useStore(desk.outbox.entries);
  const rows = useMemo(() => inbox.shown(), [inbox]);
  const scroller = useRef<HTMLDivElement>(null);
  const more = useMore(inbox);
  const hasMore = typeof inbox.edge === 'object';
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
  useEffect(() => {
    const unread = rows.filter((row) => row.unread > 0).length;
    document.title = unread > 0 ? `(${unread}) ${desk.membership.business.name}` : desk.membership.business.name;
  }, [rows, desk]);

  if (rows.length === 0) return <Empty icon={<InboxIcon />} title={words.inbox.empty} hint={words.inbox.emptyHint} />;
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
function useMore(inbox: Inbox): { load: () => void; retry: () => void; failed: boolean } {
  const desk = useDesk();
  const next = typeof inbox.edge === 'object' ? inbox.edge.next : undefined;
  const asked = useRef<string>(undefined);
  const [failed, setFailed] = useState(false);
  return useMemo(() => {
    const load = (): void => {
      if (next === undefined || asked.current === next) return;
      asked.current = next;
      setFailed(false);
      desk.moreConversations().catch(() => setFailed(true));
    };
    const retry = (): void => {
      asked.current = undefined;
      load();
    };
    return { load, retry, failed };
  }, [desk, next, failed]);
}

function Skeleton() {
  return (
    <Loading>
      {Array.from({ length: 9 }, (_, index) => (
        <div key={String(index)} className="flex h-19 items-center gap-3 px-4">
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
