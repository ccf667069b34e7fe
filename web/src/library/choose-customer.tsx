import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CustomerId } from '../../../contract/ids.ts';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Dialog } from '../look/dialog.tsx';
import { Field } from '../look/field.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { useLibraryWords } from './words.ts';

const pauseMs = 250;
const shortest = 2;

/** Whose files are to be shown. */
export function ChooseCustomer({ choose, close }: { choose: (id: CustomerId, name: string) => void; close: () => void }) {
  const words = useLibraryWords();
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
  return (
    <Dialog title={words.chooseTitle} closeLabel={words.close} close={close}>
      <div className="flex min-h-56 flex-col gap-4 px-5 pb-5">
        <Field
          autoFocus
          label={words.search}
          dir="auto"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {query.isError ? <Failed title={words.searchFailed} retry={() => void query.refetch()} /> : null}
        {query.isFetching ? <Loading /> : null}
        {query.data && found.size === 0 && !query.isFetching ? (
          <p role="status" className="text-soft">
            {words.nobody}
          </p>
        ) : null}
        <ul className="flex flex-col empty:hidden">
          {[...found].map(([id, row]) => (
            <li key={id} className="border-b border-line last:border-b-0">
              <button
                type="button"
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
      </div>
    </Dialog>
  );
}
