import { Images } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { LibraryFile } from '../../../contract/library.ts';
import { useDesk } from '../business/context.tsx';
import { useNow } from '../business/use-now.ts';
import { Empty, Loading } from '../look/notice.tsx';
import { More, View } from '../settings/kit/view.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { usePageTitle } from '../shell/title.ts';
import { cleanName } from '../thread/clean.ts';
import { FileDialog } from './file-dialog.tsx';
import { FileTile } from './file-tile.tsx';
import { type Filters, filtersOf, searchOf } from './filters.ts';
import { LibraryFilters } from './library-filters.tsx';
import { useFiles, useFileUsage, useReload } from './use-library.ts';
import { useLibraryWords } from './words.ts';

/** As many columns as there is room for. */
const grid =
  'grid grid-cols-[repeat(auto-fill,minmax(min(100%,9.5rem),1fr))] gap-3 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]';

/** All files of a business. */
export function LibraryArea() {
  const words = useLibraryWords();
  const desk = useDesk();
  const { membership } = desk;
  const heading = usePageTitle(words.title);
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const query = useFiles(filters);
  const usage = useFileUsage();
  const reload = useReload();
  const now = useNow(60_000);
  const [opened, setOpened] = useState<LibraryFile>();
  const [told, setTold] = useState('');
  const [chosenName, setChosenName] = useState<string>();
  // Pages move on while one reads: a file may be on two of them.
  const files = query.data && [
    ...new Map(query.data.pages.flatMap(({ items }) => items).map((file) => [file.id, file])).values(),
  ];
  const whoseOf = ({ customer }: LibraryFile): string => (customer ? cleanName(customer.name) : words.fromBusiness);
  const known = files?.find(({ customer }) => customer !== undefined && customer.id === filters.customer);
  const change = (next: Filters, name?: string): void => {
    setTold('');
    if (name !== undefined) setChosenName(name);
    setSearch(searchOf(next), { replace: true });
  };
  const home = `/b/${membership.business.slug}`;
  const removed = (): void => {
    setOpened(undefined);
    setTold(words.removed);
    void reload();
  };
  return (
    <>
      <PageHeader title={<bdi>{membership.business.name}</bdi>} membership={membership} />
      <main className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 p-4 pb-16 sm:p-6 sm:pb-16">
          <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-1">
            <div className="min-w-0">
              <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
                {words.title}
              </h1>
              <p className="text-pretty text-soft">{words.hint}</p>
            </div>
            {desk.may('settings.view') ? (
              <Link href={`${home}/settings/retention`} className="inline-flex min-h-11 items-center text-accent hover:underline">
                {words.rules}
              </Link>
            ) : null}
          </header>
          <LibraryFilters value={filters} usage={usage.data} customerName={known ? whoseOf(known) : chosenName} change={change} />
          <p role="status" className="text-sm text-accent empty:hidden">
            {told}
          </p>
          <View query={{ ...query, data: files }} skeleton={<Shapes />}>
            {(some) =>
              some.length > 0 ? (
                <ul aria-label={words.list} className={grid}>
                  {some.map((file) => (
                    <li key={file.id} className="min-w-0">
                      <FileTile file={file} whose={whoseOf(file)} now={now} open={() => setOpened(file)} />
                    </li>
                  ))}
                </ul>
              ) : query.hasNextPage ? null : (
                <Nothing narrowed={search.size > 0} />
              )
            }
          </View>
          <More query={query} />
        </div>
      </main>
      {opened ? (
        <FileDialog
          file={opened}
          whose={whoseOf(opened)}
          home={home}
          ofCustomer={
            opened.customer && opened.customer.id !== filters.customer
              ? () => {
                  setOpened(undefined);
                  change({ ...filters, customer: opened.customer?.id }, whoseOf(opened));
                }
              : undefined
          }
          close={() => setOpened(undefined)}
          removed={removed}
        />
      ) : null}
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  const words = useLibraryWords();
  return narrowed ? (
    <Empty icon={<Images />} title={words.nothing} hint={words.nothingHint} />
  ) : (
    <Empty icon={<Images />} title={words.empty} hint={words.emptyHint} />
  );
}

function Shapes() {
  return (
    <Loading>
      <div className={grid}>
        {Array.from({ length: 12 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same and never move
          <div key={index} className="aspect-[4/5] rounded-2xl bg-hover" />
        ))}
      </div>
    </Loading>
  );
}
