import type { session } from '../../contract/session.ts';
import { endAllSessions } from '../_data/session.ts';
import type { Accounts } from '../_shared/accounts.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { log } from '../_shared/log.ts';
import { type ProblemResult, problem, tooMany } from '../_shared/problem.ts';
import { cookieName, noCookie, parseCookieValue } from '../_shared/session-cookie.ts';
import type { Refused } from '../_shared/user-pool.ts';
import { deviceOf } from './device.ts';
import { beginSession, endSession, refreshSession, type SessionDependencies } from './sessions.ts';

type SessionRoutes = { readonly [Name in keyof typeof session.routes]: RouteHandler<(typeof session.routes)[Name]> };

export interface SessionRouteDependencies extends SessionDependencies {
  readonly accounts: Pick<Accounts, 'find'>;
  pause(ms: number): Promise<void>;
}

/** A refusal takes at least this long, so that its time tells nothing about whether the e-mail is known. */
const refusalMs = 400;
/** Sending an e-mail takes longer than not sending one. */
const forgotMs = 1_000;

export function sessionRoutes({ table, pool, accounts, pause }: SessionRouteDependencies): SessionRoutes {
  const noSoonerThan = async <T>(ms: number, work: Promise<T>, applies: (result: T) => boolean): Promise<T> => {
    const floor = pause(ms);
    const result = await work;
    if (applies(result)) await floor;
    return result;
  };
  const isRefused = (result: object | string): result is Refused => typeof result === 'object' && 'refused' in result;

  return {
    login: async ({ body: { email, password }, now, userAgent, setCookie }) => {
      const result = await noSoonerThan(refusalMs, pool.signIn(email, password), isRefused);
      if (isRefused(result)) {
        return refusal(result, problem('wrong-credentials', 'Check e-mail and password, or ask for a new password.'));
      }
      if ('challenge' in result) return result;
      const { signedIn, cookie } = await beginSession({ table }, result.tokens, { device: deviceOf(userAgent), now });
      if (cookie) setCookie(cookie);
      return signedIn;
    },

    challenge: async ({ body: { email, session, newPassword }, now, userAgent, setCookie }) => {
      const failed = problem('challenge-failed', 'Sign in again with the password you were given, then choose a new one.');
      const done = await noSoonerThan(refusalMs, pool.setFirstPassword(session, newPassword), isRefused);
      if (isRefused(done)) return refusal(done, failed);
      // Signing in again costs a call, and gives a refresh token that every pool accepts.
      const result = await pool.signIn(email, newPassword);
      if (isRefused(result)) return refusal(result, failed);
      if ('challenge' in result) return failed;
      const { signedIn, cookie } = await beginSession({ table }, result.tokens, { device: deviceOf(userAgent), now });
      if (cookie) setCookie(cookie);
      return signedIn;
    },

    secondFactor: async ({ body: { session, code }, now, userAgent, setCookie }) => {
      const result = await noSoonerThan(refusalMs, pool.answerSecondFactor(session, code), isRefused);
      if (isRefused(result)) {
        return refusal(result, problem('challenge-failed', 'Each code works once: wait for the next one, or sign in again.'));
      }
      const { signedIn, cookie } = await beginSession({ table }, result.tokens, { device: deviceOf(userAgent), now });
      if (cookie) setCookie(cookie);
      return signedIn;
    },

    refresh: async ({ cookies, now, requestId, setCookie }) => {
      const value = parseCookieValue(cookies.get(cookieName));
      const result = value ? await refreshSession({ table, pool }, value, now) : 'ended';
      if (result === 'busy') return busy();
      if (result === 'reused') log.warn('a copied session cookie was used; the session is ended', { requestId });
      if (typeof result === 'string') {
        if (cookies.has(cookieName)) setCookie(noCookie);
        return problem('session-expired', 'Sign in again.');
      }
      if (result.cookie) setCookie(result.cookie);
      return result.signedIn;
    },

    logout: async ({ cookies, now, requestId, setCookie }) => {
      const value = parseCookieValue(cookies.get(cookieName));
      setCookie(noCookie);
      if (value === undefined) return undefined;
      await endSession({ table, pool }, value, now).catch((error: unknown) =>
        log.error('a session was not ended everywhere', { requestId }, error),
      );
      return undefined;
    },

    forgot: async ({ body: { email } }) => {
      const result = await noSoonerThan(forgotMs, pool.sendResetCode(email), () => true);
      return isRefused(result) && result.refused === 'busy' ? busy() : undefined;
    },

    reset: async ({ body: { email, code, newPassword }, now }) => {
      const result = await noSoonerThan(refusalMs, pool.resetPassword(email, code, newPassword), isRefused);
      if (!isRefused(result)) {
        // Who else had the old password, or a browser with it, is out.
        const sub = await accounts.find(email);
        if (sub !== undefined) await endAllSessions(table, sub, now);
        return undefined;
      }
      return refusal(
        result,
        problem('challenge-failed', 'Check the code, or ask for a new one: it works a few times, for an hour.'),
      );
    },
  };
}

const busy = (): ProblemResult => tooMany('Wait a minute and try again.', 60_000);

function refusal({ refused }: Refused, credentials: ProblemResult): ProblemResult {
  switch (refused) {
    case 'credentials':
      return credentials;
    case 'password-policy':
      return problem('invalid-body', 'Choose another password.', [
        { path: 'newPassword', message: 'Too easy to guess, or used before' },
      ]);
    case 'busy':
      return busy();
    default:
      return refused satisfies never;
  }
}
