import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { InboxArea } from '../inbox/inbox-area.tsx';
import { showBadge } from '../offline/app-badge.ts';
import { Keys } from '../palette/keys.tsx';
import { Area, type LoadArea } from '../shell/area.tsx';
import { ImpersonationBanner } from '../shell/impersonation-banner.tsx';
import { useSigned } from '../shell/signed.tsx';
import { UsageBanner } from '../shell/usage-banner.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { DeskProvider } from './context.tsx';
import { Desk, type Membership } from './desk.ts';
import { Navigation } from './navigation.tsx';
import { NoticesView } from './notices-view.tsx';
import { rememberBusiness } from './remembered.ts';
import { useUnread } from './shared.ts';

function AppBadge() {
  const count = useUnread();
  useEffect(() => showBadge(count), [count]);
  return null;
}

const library: LoadArea = async () => (await import('../library/library-area.tsx')).LibraryArea;
const settings: LoadArea = async () => (await import('../settings/settings-area.tsx')).SettingsArea;

/** Everything of one business, over one connection: its inbox and its settings. */
export function BusinessPage({ membership }: { membership: Membership }) {
  const queries = useQueryClient();
  const { session, subject } = useSigned();
  const { id, slug } = membership.business;
  const [desk] = useState(() => new Desk({ membership, queries, session, subject, storage: localStorage }));
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
        <div className="flex min-h-0 grow flex-col md:flex-row">
          <Navigation home={home} />
          <div className="flex min-h-0 min-w-0 grow flex-col">
            <Switch>
              <Route path="/b/:slug/settings/*?">
                <Area load={settings} />
              </Route>
              <Route path="/b/:slug/files">
                <Area load={library} />
              </Route>
              <Route path="/b/:slug/c">
                <Redirect replace to={home} />
              </Route>
              <Route>
                <InboxArea home={home} />
              </Route>
            </Switch>
          </div>
        </div>
      </div>
      <Keys home={home} />
      <AppBadge />
      <NoticesView />
    </DeskProvider>
  );
}
