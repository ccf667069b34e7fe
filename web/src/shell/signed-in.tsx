import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Me } from '../../../contract/session.ts';
import { BusinessChooser } from '../business/business-chooser.tsx';
import { BusinessPage } from '../business/business-page.tsx';
import { makeQueries } from '../business/queries.ts';
import { usualBusiness } from '../business/remembered.ts';
import { useWords } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { lazily } from '../look/lazily.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { useStore } from '../look/use-store.ts';
import { keepMe, keptMe } from '../offline/kept.ts';
import { claimFor, countUnsent } from '../session/kept.ts';
import type { Session } from '../session/session.ts';
import { Area, type LoadArea } from './area.tsx';
import { callsOf, meKey, type Signed, SignedProvider, useSigned } from './signed.tsx';
import { Stop } from './stop.tsx';
import { Suspended } from './suspended.tsx';

const account: LoadArea = async () => (await import('../account/account-area.tsx')).AccountArea;
const newBusiness: LoadArea = async () => (await import('../onboarding/onboarding.tsx')).Onboarding;
const ending: LoadArea = async () => (await import('../settings/business/ending-page.tsx')).EndingPage;
const joining: LoadArea = async () => (await import('../joining/joining.tsx')).JoinAsMyself;
const shortcut: LoadArea = async () => (await import('../install/shortcut.tsx')).Shortcut;
const platform: LoadArea = async () => (await import('../platform/platform-area.tsx')).PlatformArea;

/** Nothing of one person's data outlives them: the cache is made anew for each who signs in. */
export function SignedIn({ session, subject }: { session: Session; subject: string }) {
  const queries = useMemo(() => {
    claimFor(localStorage, subject);
    const made = makeQueries();
    const kept = session.confirmed.get() ? undefined : keptMe(localStorage, Date.now());
    if (kept) made.setQueryData<Me>(meKey, kept.me, { updatedAt: kept.at });
    return made;
  }, [subject, session]);
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <Known session={session} subject={subject} />
    </QueryClientProvider>
  );
}

const UnsentDialog = lazily<{ count: number; stay: () => void; leave: () => void }>(
  async () => (await import('../offline/unsent-dialog.tsx')).UnsentDialog,
);

const LostDialog = lazily<{ count: number; close: () => void }>(
  async () => (await import('../offline/unsent-dialog.tsx')).LostDialog,
);

const staleAfterMs = 60_000;
/** What was kept from an earlier visit is older. */
const pageBegan = Date.now();

function Known({ session, subject }: { session: Session; subject: string }) {
  const words = useWords();
  const [, navigate] = useLocation();
  const calls = useMemo(() => callsOf(session), [session]);
  const confirmed = useStore(session.confirmed);
  const queries = useQueryClient();
  const { data, dataUpdatedAt, isPending, fetchStatus, refetch } = useQuery<Me>({
    queryKey: meKey,
    queryFn: () => calls.call('GET /v1/me', {}),
    // Places and permissions change while a page is open.
    staleTime: staleAfterMs,
    refetchOnWindowFocus: true,
  });
  const [startedAlone] = useState(!confirmed);
  useEffect(() => {
    // Whatever was shown without the server is asked for now.
    if (confirmed && startedAlone) void queries.invalidateQueries();
  }, [confirmed, startedAlone, queries]);
  useEffect(() => {
    if (!data || !confirmed || dataUpdatedAt < pageBegan) return;
    keepMe(localStorage, data, dataUpdatedAt);
    void import('../offline/forget.ts')
      .then((one) => one.forgetOtherBusinesses(localStorage, data, (theirs) => one.removeKept(subject, theirs)))
      .then((count) => setLost((before) => before + count))
      .catch(() => undefined);
  }, [data, dataUpdatedAt, confirmed, subject]);
  const [lost, setLost] = useState(0);
  const lookAgain = useCallback(async () => {
    const { data: fresh } = await refetch({ throwOnError: true });
    if (!fresh) throw new Error('No answer');
    return fresh;
  }, [refetch]);
  const [unsent, setUnsent] = useState(0);
  const leave = useCallback((): void => {
    // Not told the server yet? The session does so at its next start.
    session.signOut().catch(() => undefined);
    // Not before: while somebody is signed in, the start page leads on to their business.
    navigate('/');
  }, [session, navigate]);
  const signOut = useCallback((): void => {
    const count = countUnsent(localStorage);
    if (count > 0) setUnsent(count);
    else leave();
  }, [leave]);
  const signed = useMemo<Signed | undefined>(
    () => (data ? { ...calls, session, subject, me: data, lookAgain, signOut } : undefined),
    [calls, session, subject, data, lookAgain, signOut],
  );
  if (!signed) {
    return (
      <main className="flex min-h-dvh">
        {isPending && fetchStatus !== 'paused' ? <Loading /> : <Failed title={words.start.failed} retry={() => void refetch()} />}
      </main>
    );
  }
  return (
    <SignedProvider value={signed}>
      <Places />
      {lost > 0 ? <LostDialog count={lost} close={() => setLost(0)} /> : null}
      {unsent > 0 ? <UnsentDialog count={unsent} stay={() => setUnsent(0)} leave={leave} /> : null}
    </SignedProvider>
  );
}

function Places() {
  const { me, subject } = useSigned();
  const { memberships } = me;
  const usual = usualBusiness(localStorage, subject, memberships);
  return (
    <Switch>
      <Route path="/b/:slug/*?">
        {({ slug }) => {
          const membership = memberships.find(({ business }) => business.slug === slug);
          if (!membership) return <NotYours />;
          if (membership.suspended) return <Suspended membership={membership} />;
          return membership.deletedAfter ? (
            <Area load={ending} />
          ) : (
            <BusinessPage key={membership.business.id} membership={membership} />
          );
        }}
      </Route>
      <Route path="/open/:view">
        <Area load={shortcut} />
      </Route>
      {/* E-mails and other people's links name no business. */}
      <Route path="/settings/*?">
        {({ '*': rest }) => <Redirect replace to={usual ? `/b/${usual.business.slug}/settings/${rest ?? ''}` : '/businesses'} />}
      </Route>
      <Route path="/businesses">
        <BusinessChooser />
      </Route>
      <Route path="/new-business">
        <Area load={newBusiness} />
      </Route>
      <Route path="/account/*?">
        <Area load={account} />
      </Route>
      <Route path="/join">
        <Area load={joining} />
      </Route>
      {me.platformAdmin ? (
        <Route path="/platform/*?">
          <Area load={platform} />
        </Route>
      ) : null}
      {/* A new account has nowhere to work yet. */}
      <Route path="/sign-up">
        <Redirect replace to={memberships.length === 0 ? '/new-business' : '/'} />
      </Route>
      <Route>
        {memberships.length === 0 ? (
          me.platformAdmin ? (
            <Redirect replace to="/platform" />
          ) : (
            <NoBusiness />
          )
        ) : (
          <Redirect replace to={usual ? `/b/${usual.business.slug}` : '/businesses'} />
        )}
      </Route>
    </Switch>
  );
}

function NotYours() {
  const words = useWords();
  const [, navigate] = useLocation();
  const { me } = useSigned();
  return (
    <main className="flex min-h-dvh">
      <Stop icon={<Building2 />} title={words.business.unknown} hint={words.business.unknownHint}>
        <Button onClick={() => navigate(me.memberships.length > 0 ? '/businesses' : '/')}>{words.business.choose}</Button>
      </Stop>
    </main>
  );
}

function NoBusiness() {
  const words = useWords();
  const [, navigate] = useLocation();
  const { signOut } = useSigned();
  return (
    <main className="flex min-h-dvh">
      <Stop icon={<Building2 />} title={words.business.none} hint={words.business.noneHint}>
        <Button look="primary" onClick={() => navigate('/new-business')}>
          {words.business.create}
        </Button>
        <Button onClick={signOut}>{words.menu.signOut}</Button>
      </Stop>
    </main>
  );
}
