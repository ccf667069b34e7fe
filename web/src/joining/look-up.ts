import { useEffect, useState } from 'react';
import { callPublic, type Output, Refused } from '../api/client.ts';
import { suggestLanguage } from '../i18n/language.ts';
import { forgetToken, takeToken } from './token.ts';

export type Invited = Output<'POST /v1/joining/look-up'>;

export type LookUp =
  | { readonly state: 'looking' | 'none' | 'broken' | 'ended' }
  | { readonly state: 'failed'; readonly suspended: boolean }
  | { readonly state: 'found'; readonly token: string; readonly invited: Invited };

export const isEnded = (error: unknown): boolean =>
  error instanceof Refused && (error.code === 'invitation-ended' || error.code === 'not-found');

/** Whose invitation the link of this page is. */
export function useInvitation(): { readonly found: LookUp; readonly again: () => void; readonly ended: () => void } {
  const [taken, setTaken] = useState(() => takeToken(location, history, sessionStorage));
  const [found, setFound] = useState<LookUp>({ state: typeof taken === 'string' ? taken : 'looking' });
  const [round, setRound] = useState(0);
  const ended = (): void => {
    forgetToken(sessionStorage);
    setFound({ state: 'ended' });
  };
  useEffect(() => {
    // Another link opened in this very tab loads no new page.
    const onHash = (): void => {
      const next = takeToken(location, history, sessionStorage);
      setTaken(next);
      if (typeof next === 'string') setFound({ state: next });
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again
  useEffect(() => {
    if (typeof taken === 'string') return;
    const leaving = new AbortController();
    const { token } = taken;
    setFound({ state: 'looking' });
    callPublic('POST /v1/joining/look-up', { body: { token } }, { signal: leaving.signal })
      .then(async (invited) => {
        await suggestLanguage(invited.language, localStorage);
        if (!leaving.signal.aborted) setFound({ state: 'found', token, invited });
      })
      .catch((error: unknown) => {
        if (leaving.signal.aborted) return;
        if (isEnded(error)) ended();
        else setFound({ state: 'failed', suspended: error instanceof Refused && error.code === 'business-suspended' });
      });
    return () => leaving.abort();
  }, [taken, round]);
  return { found, again: () => setRound((times) => times + 1), ended };
}
