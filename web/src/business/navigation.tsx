import { Images, Keyboard, type LucideIcon, MessagesSquare, Search, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { useStore } from '../look/use-store.ts';
import { maySeeSettings } from '../shell/may.ts';
import { useDesk } from './context.tsx';
import { useUnread } from './shared.ts';

const place = (here: boolean): string =>
  `relative flex min-h-14 w-full flex-col items-center justify-center gap-0.5 rounded-xl px-1 text-xs -outline-offset-2 ${here ? 'font-semibold text-accent' : 'text-soft hover:text-ink'}`;

/** Between the parts of a business: a rail on a desk, a bar within reach of the thumb on a phone. */
export function Navigation({ home }: { home: string }) {
  const words = useWords();
  const desk = useDesk();
  const [path, navigate] = useLocation();
  const searching = useStore(desk.searching);
  const unread = useUnread();
  const settings = path.startsWith(`${home}/settings`);
  // A conversation, or a page of the settings, has the phone's whole screen.
  const files = path === `${home}/files`;
  const deep = path !== home && path !== `${home}/settings` && !files;
  const inbox = !settings && !files && !searching;
  const found = searching && !settings && !files;
  const search = (): void => {
    if (settings || files) navigate(home);
    desk.searching.set(true);
    desk.commands.run('search');
  };
  return (
    <nav
      aria-label={words.desk.main}
      className={`order-last shrink-0 border-line bg-surface max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:order-first md:w-18 md:border-e md:p-1.5 ${deep ? 'max-md:hidden' : ''}`}
    >
      <ul className="flex md:h-full md:flex-col md:gap-1">
        <li className="grow md:grow-0">
          <Link
            href={home}
            aria-current={inbox ? 'page' : undefined}
            className={place(inbox)}
            onClick={() => desk.searching.set(false)}
          >
            <Shape icon={MessagesSquare} here={inbox} />
            {words.desk.inbox}
            {unread > 0 ? (
              <span
                aria-hidden="true"
                className="absolute start-1/2 top-1 ms-2 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] font-semibold text-on-accent"
              >
                {unread > 99 ? '99+' : unread}
              </span>
            ) : null}
          </Link>
        </li>
        <li className="grow md:grow-0">
          <button type="button" aria-pressed={found} className={place(found)} onClick={search}>
            <Shape icon={Search} here={found} />
            {words.desk.search}
          </button>
        </li>
        <li className="grow md:grow-0">
          <Link href={`${home}/files`} aria-current={files ? 'page' : undefined} className={place(files)}>
            <Shape icon={Images} here={files} />
            {words.desk.files}
          </Link>
        </li>
        {maySeeSettings(desk.membership) ? (
          <li className="grow md:grow-0">
            <Link href={`${home}/settings`} aria-current={settings ? 'page' : undefined} className={place(settings)}>
              <Shape icon={Settings} here={settings} />
              {words.desk.settings}
            </Link>
          </li>
        ) : null}
        <li className="mt-auto hidden md:block">
          <button
            type="button"
            aria-label={words.desk.keys}
            title={words.desk.keys}
            className={place(false)}
            onClick={() => desk.commands.run('keys')}
          >
            <Shape icon={Keyboard} here={false} />
          </button>
        </li>
      </ul>
    </nav>
  );
}

function Shape({ icon: Icon, here }: { icon: LucideIcon; here: boolean }): ReactNode {
  return (
    <span aria-hidden="true" className={`flex h-7 w-12 items-center justify-center rounded-full ${here ? 'bg-selected' : ''}`}>
      <Icon size={20} />
    </span>
  );
}
