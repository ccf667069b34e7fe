import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Message } from '../../../contract/message.ts';
import { useFormats } from '../business/context.tsx';
import { useNow } from '../business/use-now.ts';
import { useWords } from '../i18n/language.ts';
import { Button, Spinner } from '../look/button.tsx';
import { wantsNewest } from './at-newest.ts';
import { Bubble } from './bubble.tsx';
import { EventLine } from './event-line.tsx';
import { NoteBubble } from './note-bubble.tsx';
import type { Row } from './timeline.ts';
import { UnsentBubble } from './unsent-bubble.tsx';
import { useJump } from './use-jump.ts';
import type { Older } from './use-older.ts';

interface MessageListProps {
  readonly rows: readonly Row[];
  readonly byProviderId: ReadonlyMap<string, Message>;
  readonly customer: string;
  readonly group: boolean;
  readonly older: Older;
  /** Of a stretch that does not end with the newest message: what follows it. */
  readonly newer: Older | undefined;
  /** To the newest, from such a stretch. */
  readonly leave: () => void;
  /** Message to show; one of the list. */
  readonly jumpTo: string | undefined;
  readonly onJumped: () => void;
  /** Changes each time the person sends: then the end is shown wherever they were reading. */
  readonly sends: number;
  readonly onReply: ((message: Message) => void) | undefined;
  readonly onSendAgain: ((message: Message) => void) | undefined;
  readonly onAtEnd: (atEnd: boolean) => void;
}

const nearTopRows = 6;
/** Pixels. */
const atEndWithin = 80;

type Rows = Virtualizer<HTMLElement, Element>;

export function MessageList(props: MessageListProps) {
  const { rows, byProviderId, customer, group, older, newer, leave, jumpTo, onJumped, sends, onReply, onSendAgain, onAtEnd } =
    props;
  const words = useWords();
  const scroller = useRef<HTMLElement>(null);
  // A stretch that has just met the newest grows at its end too: whoever reads there stays there.
  const whole = newer === undefined;
  const wasWhole = useRef(whole);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'message' ? 72 : 44),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: whole && wasWhole.current,
    scrollEndThreshold: atEndWithin,
    paddingEnd: 12,
  });
  const items = virtual.getVirtualItems();
  // Asking the virtualizer would measure the page in the middle of drawing it.
  const below = virtual.getTotalSize() - (virtual.scrollRect?.height ?? 0) - (virtual.scrollOffset ?? 0);
  const atEnd = whole && below <= atEndWithin;
  const show = (index: number): void => virtual.scrollToIndex(index, { align: 'center' });
  const { lit, light, jump, missing } = useJump(rows, byProviderId, older, show);

  useHoldFirst(rows, virtual, scroller);

  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || rows.length < 2) return;
    opened.current = true;
    const wanted = jumpTo === undefined ? -1 : rows.findIndex(({ key }) => key === jumpTo);
    if (wanted >= 0) {
      virtual.scrollToIndex(wanted, { align: 'center' });
      return;
    }
    const unread = rows.findIndex(({ type }) => type === 'unread');
    if (unread > 0 && !wantsNewest(history.state)) virtual.scrollToIndex(unread, { align: 'start' });
    else virtual.scrollToEnd();
  }, [rows, virtual, jumpTo]);
  const showNow = useRef(show);
  showNow.current = show;
  const wantedAt = jumpTo === undefined ? -1 : rows.findIndex(({ key }) => key === jumpTo);
  const found = wantedAt >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: jumps once for each wish, not whenever the list moves
  useEffect(() => {
    if (jumpTo === undefined || !found) return;
    showNow.current(wantedAt);
    light(jumpTo);
    onJumped();
  }, [jumpTo, found]);
  const wantsEnd = useRef(false);
  useEffect(() => {
    if (sends > 0) wantsEnd.current = true;
  }, [sends]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who sent is taken to the end once it is there
  useEffect(() => {
    wasWhole.current = whole;
    if (!whole || !wantsEnd.current) return;
    wantsEnd.current = false;
    virtual.scrollToEnd();
  }, [whole, sends, virtual]);
  useEffect(() => onAtEnd(atEnd), [atEnd, onAtEnd]);
  useStayAtEnd(scroller, whole, () => virtual.scrollToEnd());
  const nearTop = opened.current && (items[0]?.index ?? nearTopRows) < nearTopRows;
  useEffect(() => {
    const one = scroller.current;
    // The first rows are drawn before the list stands where it begins: that is no wish for older ones.
    if (nearTop && one && one.scrollTop - (virtual.scrollOffset ?? 0) < one.clientHeight) older.load();
  });
  const nearEnd = opened.current && newer !== undefined && (items.at(-1)?.index ?? 0) >= rows.length - nearTopRows;
  useEffect(() => {
    if (nearEnd) newer?.load();
  }, [nearEnd, newer]);

  const toEnd = (): void => {
    if (whole) {
      virtual.scrollToEnd();
      return;
    }
    wantsEnd.current = true;
    leave();
  };

  return (
    <div className="relative flex min-h-0 grow flex-col">
      <section
        ref={scroller}
        aria-label={words.thread.messages(customer)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="virtual min-h-0 grow overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.type === 'message' && row.message.content.kind === 'note' ? (
                  <NoteBubble message={row.message} lit={lit === row.key} />
                ) : row.type === 'message' ? (
                  <Bubble
                    message={row.message}
                    first={row.first}
                    customer={customer}
                    group={group}
                    quoted={row.message.replyTo === undefined ? undefined : byProviderId.get(row.message.replyTo)}
                    lit={lit === row.key}
                    onReply={onReply}
                    onJump={jump}
                    onSendAgain={onSendAgain}
                  />
                ) : (
                  <OtherRow row={row} older={older} />
                )}
              </div>
            ) : null;
          })}
        </div>
      </section>
      <p
        role="status"
        className="absolute inset-x-0 top-2 mx-auto w-fit rounded-full bg-ink px-3 py-1 text-sm text-surface empty:hidden"
      >
        {missing ? words.thread[missing] : null}
      </p>
      {atEnd ? null : (
        <button
          type="button"
          aria-label={words.thread.toLatest}
          title={words.thread.toLatest}
          onClick={toEnd}
          className="absolute end-4 bottom-4 flex size-11 items-center justify-center rounded-full border border-line bg-raised text-ink shadow-md hover:bg-hover"
        >
          <ArrowDown size={20} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

/**
 * When older messages come, the virtualizer holds on to the row at the upper edge. The spinner and the first day stay above all
 * messages: if one of them stands there, what was read would be carried away with it, and the next page asked for at once.
 */
function useHoldFirst(rows: readonly Row[], virtual: Rows, scroller: RefObject<HTMLElement | null>): void {
  const first = rows.findIndex(({ type }) => type === 'message' || type === 'event');
  const before = useRef<{ readonly key: string; readonly start: number }>(undefined);
  useLayoutEffect(() => {
    const startOf = (index: number): number => virtual.getOffsetForIndex(index, 'start')?.[0] ?? 0;
    const held = before.current;
    const key = rows[first]?.key;
    if (held && scroller.current && key !== held.key) {
      const below = held.start - scroller.current.scrollTop;
      const now = below > 0 ? rows.findIndex((row) => row.key === held.key) : -1;
      if (now > first) virtual.scrollToOffset(startOf(now) - below);
    }
    before.current = key === undefined ? undefined : { key, start: startOf(first) };
  });
}

/** The field below grows, a banner comes, the keyboard opens: whoever stood at the end stays there. */
function useStayAtEnd(scroller: RefObject<HTMLElement | null>, whole: boolean, toEnd: () => void): void {
  const latest = useRef({ whole, toEnd });
  latest.current = { whole, toEnd };
  useEffect(() => {
    const list = scroller.current;
    if (!list) return;
    let before = list.clientHeight;
    const observer = new ResizeObserver(() => {
      // With the height it had: the list may have been drawn with the new one before this is called.
      const stoodAtEnd = list.scrollHeight - list.scrollTop - before <= atEndWithin;
      before = list.clientHeight;
      if (latest.current.whole && stoodAtEnd) latest.current.toEnd();
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller]);
}

function OtherRow({ row, older }: { row: Exclude<Row, { type: 'message' }>; older: Older }) {
  const words = useWords();
  switch (row.type) {
    case 'top':
      return <Top older={older} />;
    case 'day':
      return <Day at={row.at} />;
    case 'unread':
      return (
        <p className="my-2 bg-selected py-1.5 text-center text-sm font-medium text-accent">{words.thread.unread(row.count)}</p>
      );
    case 'event':
      return (
        <article data-message={row.key} className="px-4 py-1.5">
          <EventLine message={row.message} />
        </article>
      );
    case 'unsent':
      return <UnsentBubble entry={row.entry} first={row.first} />;
  }
}

function Top({ older }: { older: Older }) {
  const words = useWords();
  return (
    <div className="flex min-h-14 items-center justify-center gap-2 px-4 pt-3 pb-1 text-center text-sm text-soft">
      {older.state === 'failed' ? (
        <>
          {words.thread.olderFailed}
          <Button look="quiet" onClick={older.retry}>
            {words.retry}
          </Button>
        </>
      ) : older.state === 'none' ? (
        words.thread.beginning
      ) : (
        <>
          <Spinner />
          <span className="sr-only">{words.loading}</span>
        </>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <h3 className="mx-auto my-2 w-fit rounded-full bg-surface px-3 py-1 text-xs font-medium text-soft">{formats.day(at, now)}</h3>
  );
}
