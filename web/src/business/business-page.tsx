import { useQueryClient } from '@tanstack/react-query';
import { MessagesSquare } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Redirect, Route, Switch, useRoute } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { InboxPane } from '../inbox/inbox-pane.tsx';
import { Empty } from '../look/notice.tsx';
import { Area, type LoadArea } from '../shell/area.tsx';
import { ImpersonationBanner } from '../shell/impersonation-banner.tsx';
import { useSigned } from '../shell/signed.tsx';
import { UsageBanner } from '../shell/usage-banner.tsx';
import { ThreadPane } from '../thread/thread-pane.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { DeskProvider } from './context.tsx';
import { Desk, type Membership } from './desk.ts';
import { rememberBusiness } from './remembered.ts';

const settings: LoadArea = async () => (await import('../settings/settings-area.tsx')).SettingsArea;

/** Everything of one business, over one connection: its inbox and its settings. */
export function BusinessPage({ membership }: { membership: Membership }) {
  const queries = useQueryClient();
  const { session, subject } = useSigned();
  const { id, slug } = membership.business;
  const [desk] = useState(() => new Desk({ membership, queries, token: session.token, storage: localStorage }));
  desk.membership = membership;
  useEffect(() => {
    desk.open();
    rememberBusiness(localStorage, subject, id);
    return () => desk.close();
  }, [desk, id, subject]);
  const home = `/b/${slug}`;
  return (
    <DeskProvider value={desk}>
      <div className="flex h-dvh flex-col">
        <ImpersonationBanner membership={membership} />
        <ConnectionBanner />
        <UsageBanner />
        <Switch>
          <Route path="/b/:slug/settings/*?">
            <Area load={settings} />
          </Route>
          <Route path="/b/:slug/c">
            <Redirect replace to={home} />
          </Route>
          <Route>
            <InboxAndThread home={home} />
          </Route>
        </Switch>
      </div>
    </DeskProvider>
  );
}

/** List and conversation: beside each other where there is room, one after the other on a phone. */
function InboxAndThread({ home }: { home: string }) {
  const words = useWords();
  const [isOpen, params] = useRoute('/b/:slug/c/:id');
  const opened = isOpen ? params.id : undefined;
  return (
    <>
      {opened ? (
        <a
          href="#thread"
          className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-20 focus:rounded-lg focus:bg-raised focus:p-3"
        >
          {words.skipToThread}
        </a>
      ) : null}
      <div className="flex min-h-0 grow">
        <div
          className={`min-h-0 w-full flex-col border-e border-line bg-surface md:flex md:w-80 md:shrink-0 lg:w-96 ${opened ? 'hidden' : 'flex'}`}
        >
          <InboxPane opened={opened} home={home} />
        </div>
        <main
          id="thread"
          tabIndex={-1}
          className={`min-h-0 min-w-0 grow flex-col bg-thread outline-none md:flex ${opened ? 'flex' : 'hidden'}`}
        >
          {opened ? (
            <ThreadPane key={opened} id={opened} home={home} />
          ) : (
            <Empty icon={<MessagesSquare />} title={words.inbox.pick} hint={words.inbox.pickHint} />
          )}
        </main>
      </div>
    </>
  );
}
