import { Component, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferredLocale, speak, useWords } from './i18n/language.ts';
import { watchInstall } from './install/offer.ts';
import { takeToken } from './joining/token.ts';
import { exclusively, later } from './look/browser.ts';
import { Button } from './look/button.tsx';
import { Empty } from './look/notice.tsx';
import './look/styles.css';
import { startTheme } from './look/theme.ts';
import { wipeHere } from './offline/wipe.ts';
import { Session } from './session/session.ts';
import { UpdatePlace } from './updates/update-place.tsx';
import { watchVersions } from './updates/updates.ts';

/** A mistake of ours must not leave a white page. */
class Boundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };
  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }
  override render(): ReactNode {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const words = useWords();
  return (
    <main className="flex min-h-dvh">
      <Empty title={words.start.crashed} hint={words.start.crashedHint}>
        <Button onClick={() => location.reload()}>{words.start.reload}</Button>
      </Empty>
    </main>
  );
}

const session = new Session({
  now: Date.now,
  channel: new BroadcastChannel('frontdesk:session'),
  exclusively,
  later,
  storage: localStorage,
});

/** Also when another tab signs out, and when the server ends the session. */
function wipeAfterwards(): void {
  let subject: string | undefined;
  session.state.follow(() => {
    const state = session.state.get();
    if (state.status === 'signed-in') subject = state.subject;
    if (state.status !== 'signed-out') return;
    wipeHere(subject).catch(() => undefined);
    subject = undefined;
  });
}

async function start(): Promise<void> {
  // Before anything else: the secret of an invitation must not stay in the address bar while its page is being loaded.
  if (location.pathname === '/join') takeToken(location, history, sessionStorage);
  startTheme(localStorage);
  wipeAfterwards();
  watchVersions();
  watchInstall();
  const asked = session.start();
  await speak(preferredLocale(localStorage, navigator.languages));
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <Boundary>
      <App session={session} />
      <UpdatePlace />
    </Boundary>,
  );
  await asked;
}

void start();
