const key = 'frontdesk:invitation';
const form = /^[0-9A-Za-z_-]{43}$/;
const broken = 'broken';

type Bar = Pick<Location, 'hash' | 'pathname'>;

/** `none`: no link was opened here; `broken`: one was, but not all of it. */
export type Taken = { readonly token: string } | 'none' | 'broken';

/**
 * The secret of an invitation link. It comes in the fragment, which no server and no referrer sees, and leaves the address bar at
 * once, so that it is in no history and on no screenshot. This tab alone keeps it, over signing in and out, until it is used.
 */
export function takeToken(bar: Bar, history: Pick<History, 'replaceState'>, storage: Storage): Taken {
  const given = bar.hash.slice(1);
  if (given !== '') {
    history.replaceState(null, '', bar.pathname);
    storage.setItem(key, form.test(given) ? given : broken);
  }
  const token = storage.getItem(key);
  if (token === null) return 'none';
  if (token !== broken) return { token };
  // Told once, unless it is the start of the app that asks: the page that tells comes after it.
  if (given === '') storage.removeItem(key);
  return 'broken';
}

export const forgetToken = (storage: Storage): void => storage.removeItem(key);
