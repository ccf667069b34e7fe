import { takeToken } from './joining/token.ts';
import { exclusively, later } from './look/browser.ts';
import './look/styles.css';
import { Session } from './session/session.ts';

// Before anything else: the secret of an invitation must not stay in the address bar while its page is being loaded.
if (location.pathname === '/join') takeToken(location, history, sessionStorage);

const session = new Session({
  now: Date.now,
  channel: new BroadcastChannel('frontdesk:session'),
  exclusively,
  later,
  storage: localStorage,
});

// Who is signed in is asked while the rest of the app is on its way.
void session.start();
void import('./start.tsx').then(({ start }) => start(session));
