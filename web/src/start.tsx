import { Component, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { warmUpFormats } from './clock/format.ts';
import { preferredLocale, speak, useWords } from './i18n/language.ts';
import { watchInstall } from './install/offer.ts';
import { Button } from './look/button.tsx';
import { Empty } from './look/notice.tsx';
import { startTheme } from './look/theme.ts';
import { wipeHere } from './offline/wipe.ts';
import type { Session } from './session/session.ts';
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

/** Also when another tab signs out, and when the server ends the session. */
function wipeAfterwards(session: Session): void {
  let subject: string | undefined;
  const see = (): void => {
    const state = session.state.get();
    if (state.status === 'signed-in') subject = state.subject;
    if (state.status !== 'signed-out') return;
    wipeHere(subject).catch(() => undefined);
    subject = undefined;
  };
  session.state.follow(see);
  // The server may have answered before this part of the app was here.
  see();
}

export async function start(session: Session): Promise<void> {
  startTheme(localStorage);
  wipeAfterwards(session);
  watchVersions();
  watchInstall();
  const locale = preferredLocale(localStorage, navigator.languages);
  await speak(locale);
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <Boundary>
      <App session={session} />
      <UpdatePlace />
    </Boundary>,
  );
  setTimeout(() => warmUpFormats(locale));
}
