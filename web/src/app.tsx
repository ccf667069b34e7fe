import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { callerFor } from './api/client.ts';
import { BusinessChooser } from './business/business-chooser.tsx';
import { BusinessPage } from './business/business-page.tsx';
import { makeQueries } from './business/queries.ts';
import { usualBusiness } from './business/remembered.ts';
import { useWords } from './i18n/language.ts';
import { Button } from './look/button.tsx';
import { Mark } from './look/mark.tsx';
import { Empty, Failed, Loading } from './look/notice.tsx';
import { useStore } from './look/store.ts';
import { claimFor, wipePersonal } from './session/kept.ts';
import type { Session } from './session/session.ts';
import { SignIn } from './session/sign-in.tsx';

export function App({ session }: { session: Session }) {
  const words = useWords();
  const state = useStore(session.state);
  switch (state.status) {
    case 'starting':
      return (
        <main className="flex min-h-dvh items-center justify-center">
          <div role="status" className="motion-safe:animate-pulse">
            <Mark size={64} />
            <span className="sr-only">{words.loading}</span>
          </div>
        </main>
      );
    case 'unreachable':
      return (
        <main className="flex min-h-dvh">
          <Unreachable session={session} />
        </main>
      );
    case 'signed-out':
      return <SignIn session={session} ended={state.ended} />;
    case 'signed-in':
      return <SignedIn key={state.subject} session={session} subject={state.subject} />;
  }
}

function Unreachable({ session }: { session: Session }) {
  const words = useWords();
  useEffect(() => {
    const again = () => void session.start();
    window.addEventListener('online', again);
    const timer = setInterval(again, 15_000);
    return () => {
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [session]);
  return <Failed title={words.start.unreachable} hint={words.start.unreachableHint} retry={() => void session.start()} />;
}

/** Nothing of one person's data outlives them: the cache is made anew for each who signs in. */
function SignedIn({ session, subject }: { session: Session; subject: string }) {
  const queries = useMemo(() => {
    claimFor(localStorage, subject);
    return makeQueries();
  }, [subject]);
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <Businesses session={session} subject={subject} />
    </QueryClientProvider>
  );
}

function Businesses({ session, subject }: { session: Session; subject: string }) {
  const words = useWords();
  const [, navigate] = useLocation();
  const me = useQuery({ queryKey: ['me'], queryFn: () => callerFor({ token: session.token })('GET /v1/me', {}) });
  const signOut = (): void => {
    // Not told the server yet? The session does so at its next start.
    session.signOut().catch(() => undefined);
    wipePersonal(localStorage);
    // Not before: while somebody is signed in, the start page leads on to their business.
    navigate('/');
  };
  if (me.isPending) {
    return (
      <main className="flex min-h-dvh">
        <Loading />
      </main>
    );
  }
  if (me.isError) {
    return (
      <main className="flex min-h-dvh">
        <Failed title={words.start.failed} retry={() => void me.refetch()} />
      </main>
    );
  }
  const { memberships } = me.data;
  const usual = usualBusiness(localStorage, subject, memberships);
  const leave = <Button onClick={signOut}>{words.menu.signOut}</Button>;
  return (
    <Switch>
      <Route path="/b/:slug/*?">
        {({ slug }) => {
          const membership = memberships.find(({ business }) => business.slug === slug);
          return membership ? (
            <BusinessPage
              key={membership.business.id}
              membership={membership}
              several={memberships.length > 1}
              token={session.token}
              subject={subject}
              signOut={signOut}
            />
          ) : (
            <main className="flex min-h-dvh">
              <Empty icon={<Building2 />} title={words.business.unknown} hint={words.business.unknownHint}>
                <Button onClick={() => navigate('/businesses')}>{words.business.choose}</Button>
              </Empty>
            </main>
          );
        }}
      </Route>
      <Route path="/businesses">
        <BusinessChooser memberships={memberships} />
      </Route>
      <Route>
        {memberships.length === 0 ? (
          <main className="flex min-h-dvh">
            <Empty icon={<Building2 />} title={words.business.none} hint={words.business.noneHint}>
              {leave}
            </Empty>
          </main>
        ) : (
          <Redirect replace to={usual ? `/b/${usual.business.slug}` : '/businesses'} />
        )}
      </Route>
    </Switch>
  );
}
