import { MessagesSquare } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useLocation, useRoute, useSearch } from 'wouter';
import { useCommand } from '../business/commands.ts';
import { useDesk } from '../business/context.tsx';
import { useWords } from '../i18n/language.ts';
import { AfterPaint } from '../look/after-paint.tsx';
import { lazily } from '../look/lazily.tsx';
import { useMedia } from '../look/media.ts';
import { Empty, Loading } from '../look/notice.tsx';
import { useStore } from '../look/use-store.ts';
import { ThreadPane } from '../thread/thread-pane.tsx';
import { InboxPane } from './inbox-pane.tsx';

const SearchPane = lazily<{ home: string; opened: string | undefined }>(
  async () => (await import('../search/search-pane.tsx')).SearchPane,
  <Loading />,
);
const CustomerPanel = lazily<{ id: string; home: string; close: () => void }>(
  async () => (await import('../customer/customer-panel.tsx')).CustomerPanel,
  <Loading />,
);

const hurryMs = 300;
const stopsForMs = 40;

/** Ms to wait before a conversation is drawn: whoever goes through the list key by key looks only at where they stop. */
function useHurry(opened: string | undefined): number {
  const last = useRef({ opened, at: Number.NEGATIVE_INFINITY, waitMs: 0 });
  if (last.current.opened !== opened) {
    const at = performance.now();
    last.current = { opened, at, waitMs: at - last.current.at < hurryMs ? stopsForMs : 0 };
  }
  return last.current.waitMs;
}

/** List, conversation, customer: three beside each other where there is room, one after the other on a phone. */
export function InboxArea({ home }: { home: string }) {
  const words = useWords();
  const desk = useDesk();
  const [, navigate] = useLocation();
  const [inThread, thread] = useRoute('/b/:slug/c/:id');
  const [inCustomer, customer] = useRoute('/b/:slug/c/:id/customer');
  const opened = inThread ? thread.id : inCustomer ? customer.id : undefined;
  const jumpTo = new URLSearchParams(useSearch()).get('m') ?? undefined;
  const searching = useStore(desk.searching);
  const wanted = useStore(desk.panel);
  const two = useMedia('two');
  const three = useMedia('three');
  const waitMs = useHurry(opened);
  const address = opened === undefined ? home : `${home}/c/${opened}`;
  const mayLook = desk.may('customers.view');
  // In the third pane if there is one, else on top of the conversation, with an address of its own: "back" closes it.
  const beside = opened !== undefined && mayLook && three && (wanted || inCustomer);
  const above = opened !== undefined && mayLook && !three && inCustomer;
  const toggle = (): void => {
    if (three) desk.showPanel(!beside);
    if (inCustomer) navigate(address, { replace: true });
    else if (!three) navigate(`${address}/customer`);
  };
  useCommand('customer', opened === undefined || !mayLook ? undefined : toggle);
  useCommand('search', () => desk.searching.set(true));
  useEffect(() => {
    if (three && inCustomer) navigate(address, { replace: true });
  }, [three, inCustomer, navigate, address]);
  return (
    <div className="flex min-h-0 grow">
      <section
        aria-label={words.desk.inbox}
        // Alone on a phone, it is what the page is about.
        role={two || opened ? undefined : 'main'}
        className={`min-h-0 w-full flex-col border-e border-line bg-surface md:flex md:w-80 md:shrink-0 lg:w-96 xl:w-88 2xl:w-96 ${opened ? 'hidden' : 'flex'}`}
      >
        {opened ? (
          <a
            href="#thread"
            className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-20 focus:rounded-lg focus:bg-raised focus:p-3"
          >
            {words.skipToThread}
          </a>
        ) : null}
        <div className={`min-h-0 grow flex-col ${searching ? 'hidden' : 'flex'}`}>
          <InboxPane opened={opened} home={home} />
        </div>
        {searching ? <SearchPane home={home} opened={opened} /> : null}
      </section>
      <main
        id="thread"
        tabIndex={-1}
        className={`relative min-h-0 min-w-0 grow flex-col bg-thread outline-none md:flex ${opened ? 'flex' : 'hidden'}`}
      >
        {/* Where the list has room it has the heading of the page. */}
        {opened ? <h1 className="sr-only md:hidden">{desk.membership.business.name}</h1> : null}
        {opened ? (
          <AfterPaint key={`${opened} ${jumpTo ?? ''}`} waitMs={waitMs}>
            <ThreadPane
              id={opened}
              home={home}
              jumpTo={jumpTo}
              covered={above}
              panel={mayLook ? { open: beside || above, toggle } : undefined}
            />
          </AfterPaint>
        ) : (
          <Empty icon={<MessagesSquare />} title={words.inbox.pick} hint={words.inbox.pickHint} />
        )}
        {above && opened ? (
          <div className="absolute inset-0 z-10 flex flex-col bg-surface">
            <CustomerPanel key={opened} id={opened} home={home} close={toggle} />
          </div>
        ) : null}
      </main>
      {beside && opened ? (
        <aside
          aria-label={words.desk.customer}
          className="flex min-h-0 w-80 shrink-0 flex-col border-s border-line bg-surface 2xl:w-96"
        >
          <AfterPaint key={opened} waitMs={waitMs}>
            <CustomerPanel id={opened} home={home} close={toggle} />
          </AfterPaint>
        </aside>
      ) : null}
    </div>
  );
}
