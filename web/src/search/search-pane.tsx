import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Search, SearchX, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Output } from '../api/client.ts';
import { useCommand } from '../business/commands.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { useNow } from '../business/use-now.ts';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Avatar } from '../look/avatar.tsx';
import { Button, IconButton, Spinner } from '../look/button.tsx';
import { Empty, Failed } from '../look/notice.tsx';
import { cleanLine } from '../thread/clean.ts';
import { marked } from './marked.ts';
import { useSearchWords } from './words.ts';

const pauseMs = 250;

function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

const first = (): string | undefined => undefined;

/** In place of the list: customers and messages that fit what is typed. A message leads to its place in the conversation. */
export function SearchPane({ home, opened }: { home: string; opened: string | undefined }) {
  const words = useSearchWords();
  const desk = useDesk();
  const formats = useFormats();
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const q = useSettled(typed);
  const enough = q.length >= 2;
  const customers = useQuery({
    queryKey: ['search', desk.business, 'customers', q],
    queryFn: ({ signal }) => desk.call('GET /v1/search/customers', { query: { q } }, { signal }),
    enabled: enough,
    staleTime: 30_000,
  });
  const messages = useInfiniteQuery({
    queryKey: ['search', desk.business, 'messages', q],
    queryFn: ({ pageParam, signal }) =>
      desk.call('GET /v1/search/messages', { query: { q, ...(pageParam ? { cursor: pageParam } : {}) } }, { signal }),
    initialPageParam: first(),
    getNextPageParam: ({ next }): string | undefined => next,
    enabled: enough,
    staleTime: 30_000,
  });
  useCommand('search', () => field.current?.focus());
  useEffect(() => field.current?.focus(), []);
  const close = (): void => desk.searching.set(false);
  const people = enough ? (customers.data?.items ?? []) : [];
  const hits = enough ? (messages.data?.pages.flatMap(({ items }) => items) ?? []) : [];
  const busy = enough && (customers.isFetching || messages.isFetching);
  const failed = enough && (customers.isError || messages.isError);
  return (
    <search className="flex min-h-0 grow flex-col">
      <h1 className="sr-only">{words.label}</h1>
      <div className="flex h-16 shrink-0 items-center gap-1 border-b border-line ps-3 pe-1">
        <div className="relative flex min-w-0 grow">
          <Search size={18} aria-hidden="true" className="pointer-events-none absolute inset-y-0 start-3 my-auto text-soft" />
          <input
            ref={field}
            type="search"
            aria-label={words.label}
            placeholder={words.placeholder}
            dir={typed === '' ? undefined : 'auto'}
            maxLength={100}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              if (typed === '') close();
              else setTyped('');
            }}
            className="min-h-11 w-full rounded-full border border-edge bg-raised ps-10 pe-3 [&::-webkit-search-cancel-button]:hidden"
          />
        </div>
        <IconButton label={words.close} onClick={close}>
          <X size={20} aria-hidden="true" />
        </IconButton>
      </div>
      <p role="status" className="sr-only">
        {busy ? words.searching : enough ? words.found(formats.number(people.length), formats.number(hits.length)) : ''}
      </p>
      <div className="flex min-h-0 grow flex-col overflow-y-auto overscroll-contain">
        {!enough ? <p className="p-6 text-center text-pretty text-soft">{words.hint}</p> : null}
        {people.length > 0 ? (
          <section aria-label={words.customers}>
            <h2 className="px-4 pt-3 pb-1 text-sm font-semibold text-soft">{words.customers}</h2>
            <ul>
              {people.map((row) => (
                <li key={row.id}>
                  <Person row={row} href={`${home}/c/${row.id}`} open={row.id === opened} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {hits.length > 0 ? (
          <section aria-label={words.messages}>
            <h2 className="px-4 pt-3 pb-1 text-sm font-semibold text-soft">{words.messages}</h2>
            <ul>
              {hits.map((hit) => (
                <li key={hit.message.id}>
                  <Hit hit={hit} href={`${home}/c/${hit.conversation.id}?m=${hit.message.id}`} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {busy ? (
          <p className="flex justify-center p-4 text-soft">
            <Spinner />
          </p>
        ) : null}
        {messages.hasNextPage && enough && !messages.isFetching ? (
          <p className="flex justify-center p-3">
            <Button onClick={() => void messages.fetchNextPage()}>{words.more}</Button>
          </p>
        ) : null}
        {failed && !busy ? (
          <Failed
            title={words.failed}
            retry={() => {
              if (customers.isError) void customers.refetch();
              if (messages.isError) void messages.refetch();
            }}
          />
        ) : null}
        {enough && !busy && !failed && people.length + hits.length === 0 ? (
          <Empty icon={<SearchX />} title={words.none} hint={words.noneHint} />
        ) : null}
      </div>
    </search>
  );
}

const look = (open: boolean): string =>
  `flex min-h-16 items-center gap-3 px-4 py-2 -outline-offset-2 ${open ? 'bg-selected' : 'hover:bg-hover'}`;

function Person({ row, href, open }: { row: ConversationSummary; href: string; open: boolean }) {
  const words = useWords();
  const name = nameOf(row, words);
  return (
    <Link href={href} state={{ fromList: true }} aria-current={open ? 'page' : undefined} className={look(open)}>
      <Avatar small id={row.id} name={name} />
      <span className="min-w-0">
        <bdi className="block truncate font-medium">{name}</bdi>
        <bdi dir="ltr" className="block text-sm text-soft">
          {row.customer.phone ?? (row.customer.username ? `@${row.customer.username}` : '')}
        </bdi>
      </span>
    </Link>
  );
}

type Found = Output<'GET /v1/search/messages'>['items'][number];

function Hit({ hit: { conversation, message, snippet, spans }, href }: { hit: Found; href: string }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const name = nameOf(conversation, words);
  return (
    <Link href={href} state={{ fromList: true }} className={look(false)}>
      <Avatar small id={conversation.id} name={name} />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <bdi className="min-w-0 grow truncate font-medium">{name}</bdi>
          <time dateTime={message.sentAt} className="shrink-0 text-xs text-soft">
            {formats.listed(message.sentAt, now)}
          </time>
        </span>
        <span dir="auto" className="line-clamp-2 text-sm text-soft wrap-anywhere">
          {message.direction === 'out' ? <span>{words.inbox.you} </span> : null}
          {marked(snippet, spans).map(({ text, mark }, index) =>
            mark ? (
              <mark key={String(index)} className="rounded-sm bg-warn-ground px-0.5 font-medium text-ink">
                {cleanLine(text)}
              </mark>
            ) : (
              cleanLine(text)
            ),
          )}
        </span>
      </span>
    </Link>
  );
}
