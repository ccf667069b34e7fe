import { useQueryClient } from '@tanstack/react-query';
import { MessagesSquare } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Redirect, Route, useRoute } from 'wouter';
import { useWords } from '../i18n/language.ts';
import { InboxPane } from '../inbox/inbox-pane.tsx';
import { Empty } from '../look/notice.tsx';
import { ThreadPane } from '../thread/thread-pane.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { DeskProvider } from './context.tsx';
import { Desk, type Membership } from './desk.ts';
import { rememberBusiness } from './remembered.ts';

interface BusinessPageProps {
  readonly membership: Membership;
  readonly several: boolean;
  readonly token: (stale?: string) => Promise<string | undefined>;
  readonly subject: string;
  readonly signOut: () => void;
}

/** List and conversation: beside each other where there is room, one after the other on a phone. */
export function BusinessPage({ membership, several, token, subject, signOut }: BusinessPageProps) {
  const words = useWords();
  const queries = useQueryClient();
  const [desk] = useState(() => new Desk({ membership, queries, token, storage: localStorage }));
  useEffect(() => {
    desk.open();
    rememberBusiness(localStorage, subject, membership.business.id);
    return () => desk.close();
  }, [desk, membership, subject]);
  const [isOpen, params] = useRoute('/b/:slug/c/:id');
  const opened = isOpen ? params.id : undefined;
  const home = `/b/${membership.business.slug}`;
  return (
    <DeskProvider value={desk}>
      <div className="flex h-dvh flex-col">
        {opened ? (
          <a
            href="#thread"
            className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-20 focus:rounded-lg focus:bg-raised focus:p-3"
          >
            {words.skipToThread}
          </a>
        ) : null}
        <ConnectionBanner />
        <div className="flex min-h-0 grow">
          <div
            className={`min-h-0 w-full flex-col border-e border-line bg-surface md:flex md:w-80 md:shrink-0 lg:w-96 ${opened ? 'hidden' : 'flex'}`}
          >
            <InboxPane opened={opened} home={home} several={several} signOut={signOut} />
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
      </div>
      <Route path="/b/:slug/c">
        <Redirect replace to={home} />
      </Route>
    </DeskProvider>
  );
}
