import { useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { useWords } from './i18n/language.ts';
import { Mark } from './look/mark.tsx';
import { Failed } from './look/notice.tsx';
import { useStore } from './look/use-store.ts';
import type { Session } from './session/session.ts';
import { SessionProvider } from './session/session-context.tsx';
import { SignIn } from './session/sign-in.tsx';
import { Area, type LoadArea } from './shell/area.tsx';
import { SignedIn } from './shell/signed-in.tsx';

const signUp: LoadArea = async () => (await import('./sign-up/sign-up.tsx')).SignUp;
const joining: LoadArea = async () => (await import('./joining/joining.tsx')).JoinAsStranger;

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
      return (
        <SessionProvider value={session}>
          <Switch>
            <Route path="/sign-up">
              <Area load={signUp} />
            </Route>
            <Route path="/join">
              <Area load={joining} />
            </Route>
            <Route>
              <SignIn ended={state.ended} />
            </Route>
          </Switch>
        </SessionProvider>
      );
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
