import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CustomerId } from '../../../contract/ids.ts';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Field } from '../look/field.tsx';
import { Failed, Loading } from '../look/notice.tsx';

interface CustomerSearchProps {
  /** `choose`: what the button with a name says to those who do not see the list; absent: the name. */
  readonly words: {
    readonly search: string;
    readonly failed: string;
    readonly none: string;
    readonly choose?: (name: string) => string;
  };
  /** Who is not to be chosen. */
  readonly without?: CustomerId;
  readonly choose: (id: CustomerId, name: string) => void;
}

const pauseMs = 250;
const shortest = 2;

/** A field, and below it the customers of that name or number, one of whom is chosen. */
export function CustomerSearch({ words, without, choose }: CustomerSearchProps) {
  const all = useWords();
  const desk = useDesk();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    queryKey: ['search', desk.business, 'customers', q],
    queryFn: ({ signal }) => desk.call('GET /v1/search/customers', { query: { q } }, { signal }),
    enabled: q.length >= shortest,
    staleTime: 30_000,
  });
  const found = new Map((query.data?.items ?? []).map((row) => [row.customer.id, row]));
  if (without !== undefined) found.delete(without);
  return (
    <>
      <Field
        autoFocus
        label={words.search}
        dir="auto"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {query.isError ? <Failed title={words.failed} retry={() => void query.refetch()} /> : null}
      {query.isFetching ? <Loading /> : null}
      {query.data && found.size === 0 && !query.isFetching ? (
        <p role="status" className="text-soft">
          {words.none}
        </p>
      ) : null}
      <ul className="flex flex-col empty:hidden">
        {[...found].map(([id, row]) => (
          <li key={id} className="border-b border-line last:border-b-0">
            <button
              type="button"
              aria-label={words.choose?.(nameOf(row, all))}
              onClick={() => choose(id, nameOf(row, all))}
              className="flex min-h-12 w-full flex-col items-start justify-center rounded-xl px-2 py-1.5 text-start hover:bg-hover"
            >
              <bdi className="max-w-full truncate">{nameOf(row, all)}</bdi>
              {row.customer.phone ? (
                <bdi dir="ltr" className="text-sm text-soft">
                  {row.customer.phone}
                </bdi>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
