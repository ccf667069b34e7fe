import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ConversationSummary } from '../../../../contract/conversations.ts';
import type { ConversationId, MessageId } from '../../../../contract/ids.ts';
import type { Message } from '../../../../contract/message.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { useWords } from '../../i18n/language.ts';
import { nameOf } from '../../inbox/inbox-row.tsx';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { OwnLine } from '../../look/own-line.tsx';
import { cleanLine } from '../../thread/clean.ts';
import { inWords } from '../../thread/in-words.ts';
import { BareSelect } from '../kit/choice.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { More, Skeleton, View } from '../kit/view.tsx';
import { firstPage, nextOf, settingsKey } from '../read.ts';
import { type Said, saidUpTo } from './conversation.ts';
import { usePlaygroundWords } from './words.ts';

export interface Recorded {
  readonly conversationId: ConversationId;
  readonly upTo: MessageId;
  readonly name: string;
  readonly at: string;
  /** What was said up to there, for keeping it as a case. */
  readonly said: readonly Said[];
  /** The message in one line. */
  readonly line: string;
}

interface RecordedDialogProps {
  readonly choose: (recorded: Recorded) => void;
  readonly close: () => void;
}

/** A conversation of the inbox, and the message of the customer that is to be answered. */
export function RecordedDialog({ choose, close }: RecordedDialogProps) {
  const words = usePlaygroundWords();
  const [row, setRow] = useState<ConversationSummary>();
  return (
    <Dialog title={row ? words.upTo : words.choose} close={close}>
      {row ? <Messages row={row} choose={choose} back={() => setRow(undefined)} /> : <Conversations open={setRow} />}
    </Dialog>
  );
}

const pauseMs = 250;
const shortest = 2;

type Shelf = 'all' | 'resolved';

function Conversations({ open }: { open: (row: ConversationSummary) => void }) {
  const words = usePlaygroundWords();
  const { call, business } = useDesk();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [shelf, setShelf] = useState<Shelf>('all');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const searching = q.length >= shortest;
  const found = useQuery({
    queryKey: ['search', business, 'customers', q],
    queryFn: ({ signal }) => call('GET /v1/search/customers', { query: { q } }, { signal }),
    enabled: searching,
    staleTime: 30_000,
  });
  const listed = useInfiniteQuery({
    queryKey: settingsKey(business, 'playground-conversations', shelf),
    queryFn: ({ pageParam, signal }) =>
      call('GET /v1/conversations', { query: { view: shelf, before: pageParam, limit: 20 } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    enabled: !searching,
    staleTime: 0,
  });
  return (
    <div className="flex min-h-80 flex-col gap-4">
      <Field
        autoFocus
        type="search"
        label={words.search}
        dir="auto"
        maxLength={100}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {searching ? (
        <View query={found} skeleton={<Skeleton rows={4} height="h-14" />}>
          {({ items }) => <Rows rows={items} open={open} none={words.nobody} />}
        </View>
      ) : (
        <>
          <BareSelect
            aria-label={words.shelf}
            value={shelf}
            onChange={({ currentTarget }) => setShelf(currentTarget.value === 'resolved' ? 'resolved' : 'all')}
          >
            <option value="all">{words.shelves.all}</option>
            <option value="resolved">{words.shelves.resolved}</option>
          </BareSelect>
          <View query={listed} skeleton={<Skeleton rows={4} height="h-14" />}>
            {({ pages }) => (
              <>
                <Rows rows={pages.flatMap(({ items }) => items)} open={open} none={words.noConversations} />
                <More query={listed} />
              </>
            )}
          </View>
        </>
      )}
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly ConversationSummary[];
  readonly open: (row: ConversationSummary) => void;
  readonly none: string;
}

function Rows({ rows, open, none }: RowsProps) {
  const all = useWords();
  const formats = useFormats();
  const { clock } = useDesk();
  if (rows.length === 0) return <p className="text-soft">{none}</p>;
  return (
    <ul className="flex flex-col">
      {rows.map((row) => (
        <li key={row.id} className="border-b border-line last:border-b-0">
          <button
            type="button"
            onClick={() => open(row)}
            className="flex min-h-14 w-full flex-col justify-center rounded-xl px-2 py-1.5 text-start hover:bg-hover"
          >
            <span className="flex w-full items-baseline gap-2">
              <span className="min-w-0 grow truncate font-medium">
                <bdi>{nameOf(row, all)}</bdi>
              </span>
              <span className="shrink-0 text-sm text-soft">
                {formats.listed(row.lastMessage?.at ?? row.changedAt, clock.now())}
              </span>
            </span>
            <OwnLine className="w-full text-sm text-soft">{cleanLine(row.lastMessage?.preview ?? '')}</OwnLine>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface MessagesProps {
  readonly row: ConversationSummary;
  readonly choose: (recorded: Recorded) => void;
  readonly back: () => void;
}

function Messages({ row, choose, back }: MessagesProps) {
  const words = usePlaygroundWords();
  const all = useWords();
  const formats = useFormats();
  const { call, business, clock } = useDesk();
  const newest: MessageId | undefined = undefined;
  const query = useInfiniteQuery({
    queryKey: settingsKey(business, 'playground-messages', row.id),
    queryFn: ({ pageParam, signal }: { pageParam: MessageId | undefined; signal: AbortSignal }) =>
      call('GET /v1/conversations/{id}/messages', { params: { id: row.id }, query: { before: pageParam } }, { signal }),
    initialPageParam: newest,
    getNextPageParam: ({ items, more }) => (more ? items[0]?.id : undefined),
    staleTime: 0,
  });
  const name = nameOf(row, all);
  const top = useRef<HTMLParagraphElement>(null);
  const end = useRef<HTMLLIElement>(null);
  // What had the focus is gone.
  useEffect(() => top.current?.focus({ preventScroll: true }), []);
  const there = query.data !== undefined;
  useEffect(() => {
    if (there) end.current?.scrollIntoView({ block: 'nearest' });
  }, [there]);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p ref={top} tabIndex={-1} className="min-w-0 font-medium wrap-anywhere outline-none">
          <bdi>{name}</bdi>
        </p>
        <Button look="quiet" className="-mx-4" onClick={back}>
          {words.otherConversation}
        </Button>
      </div>
      <p className="text-sm text-soft">{words.upToHint}</p>
      <View query={query} skeleton={<Skeleton rows={4} height="h-14" />}>
        {({ pages }) => {
          const messages = pages.toReversed().flatMap(({ items }) => items);
          const shown = messages.filter(
            ({ direction, deletedAt }) => deletedAt === undefined && (direction === 'in' || direction === 'out'),
          );
          const take = (message: Message, line: string): void =>
            choose({
              conversationId: row.id,
              upTo: message.id,
              name,
              at: message.sentAt,
              said: saidUpTo(messages, message.id),
              line,
            });
          return (
            <>
              {query.hasNextPage ? (
                <Button className="self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {words.earlier}
                </Button>
              ) : null}
              {shown.some(({ direction }) => direction === 'in') ? null : <p className="text-soft">{words.noMessages}</p>}
              <ul className="flex flex-col gap-2">
                {shown.map((message) => {
                  const line = inWords(message, all);
                  return (
                    <li
                      key={message.id}
                      ref={message === shown.at(-1) ? end : undefined}
                      className={message.direction === 'in' ? 'self-start pe-10' : 'self-end ps-10'}
                    >
                      {message.direction === 'in' ? (
                        <button
                          type="button"
                          onClick={() => take(message, line)}
                          className="flex min-h-11 flex-col items-start gap-1 rounded-2xl border border-edge bg-in px-3 py-2 text-start hover:bg-hover"
                        >
                          <span className="sr-only">{words.answerThis}</span>
                          <span dir="auto" className="text-start wrap-anywhere">
                            {line}
                          </span>
                          <span className="text-xs text-soft">{formats.moment(message.sentAt, clock.now())}</span>
                        </button>
                      ) : (
                        <p dir="auto" className="rounded-2xl bg-out px-3 py-2 text-start text-sm wrap-anywhere">
                          {line}
                        </p>
                      )}
                    </li>
                  );
                })}
              </ul>
            </>
          );
        }}
      </View>
    </>
  );
}
