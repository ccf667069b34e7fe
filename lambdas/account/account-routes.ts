import type { account } from '../../contract/account.ts';
import { endAllSessions, endSessionOf, listBrowsers } from '../_data/session.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import { type ProblemResult, problem, tooMany } from '../_shared/problem.ts';
import { noCookie, sessionIdIn } from '../_shared/session-cookie.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import type { OwnAccount, Refused, Tokens, UserPool } from '../_shared/user-pool.ts';

type AccountRoutes = { readonly [Name in keyof typeof account.routes]: RouteHandler<(typeof account.routes)[Name]> };

export interface AccountDependencies {
  readonly table: PlatformTable;
  readonly pool: OwnAccount & Pick<UserPool, 'signIn' | 'answerSecondFactor' | 'revoke'>;
  pause(ms: number): Promise<void>;
}

/** A refusal takes at least this long, so that a borrowed browser guesses no faster than the sign-in page. */
const refusalMs = 400;

export function accountRoutes({ table, pool, pause }: AccountDependencies): AccountRoutes {
  const slowly = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    const floor = pause(refusalMs);
    const answer = await work;
    if (typeof answer === 'object' && answer !== null && 'refused' in answer) await floor;
    return answer;
  };
  /** What signing in again gave; kept only as long as the work takes. */
  const during = async <Answer>(
    { accessToken, refreshToken }: Tokens,
    work: (token: string) => Promise<Answer>,
  ): Promise<Answer> => {
    try {
      return await work(accessToken);
    } finally {
      await pool.revoke(refreshToken).catch((error: unknown) => log.warn('a token for one use was not revoked', {}, error));
    }
  };

  return {
    sessions: async ({ sub, cookies, now }) => {
      const current = sessionIdIn(cookies);
      const browsers = await listBrowsers(table, sub, now);
      const instant = (ms: number) => new Date(ms).toISOString();
      return {
        items: browsers
          .toSorted((one, other) => other.usedAt - one.usedAt)
          .map(({ id, device, startedAt, usedAt }) => ({
            id,
            current: id === current,
            device,
            startedAt: instant(startedAt),
            lastUsedAt: instant(usedAt),
          })),
      };
    },

    endSession: async ({ sub, params: { id }, cookies, setCookie }) => {
      if ((await endSessionOf(table, { id, sub })) === 'unknown') return notFound();
      if (id === sessionIdIn(cookies)) setCookie(noCookie);
      return undefined;
    },

    endOtherSessions: async ({ sub, cookies, now }) => {
      await endAllSessions(table, sub, now, sessionIdIn(cookies));
      return undefined;
    },

    secondFactor: async ({ accessToken }) => {
      const profile = await pool.profile(accessToken);
      return 'refused' in profile ? refusal(profile, 'signed-out') : { enabled: profile.secondFactor };
    },

    beginSecondFactor: async ({ sub, accessToken, body: { password } }) => {
      const profile = await pool.profile(accessToken);
      if ('refused' in profile) return refusal(profile, 'signed-out');
      // A new secret would take the old one out of use at once, also when nobody confirms it.
      if (profile.secondFactor) return problem('conflict', 'Turn the second factor off first, with a code of the old app.');
      const signedIn = await slowly(pool.signIn(sub, password));
      if ('refused' in signedIn) return refusal(signedIn, 'password');
      if ('challenge' in signedIn) return problem('conflict', 'Sign in again, then try once more.');
      const made = await during(signedIn.tokens, (token) => pool.newSecret(token));
      if ('refused' in made) return refusal(made, 'signed-out');
      const { secret } = made;
      const label = `Frontdesk:${encodeURIComponent(profile.email)}`;
      // https://github.com/google/google-authenticator/wiki/Key-Uri-Format
      return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Frontdesk&algorithm=SHA1&digits=6&period=30` };
    },

    confirmSecondFactor: async ({ accessToken, body: { code } }) => {
      const done = await slowly(pool.confirmSecret(accessToken, code));
      return done === 'done' ? undefined : refusal(done, 'code');
    },

    removeSecondFactor: async ({ sub, body: { password, code } }) => {
      const signedIn = await slowly(pool.signIn(sub, password));
      if ('refused' in signedIn) return refusal(signedIn, 'password');
      // It is off already.
      if ('tokens' in signedIn) return during(signedIn.tokens, async () => undefined);
      const answered = await slowly(pool.answerSecondFactor(signedIn.session, code));
      if ('refused' in answered) return refusal(answered, 'code');
      const removed = await during(answered.tokens, (token) => pool.removeSecondFactor(token));
      return removed === 'done' ? undefined : refusal(removed, 'signed-out');
    },

    changePassword: async ({ sub, accessToken, cookies, now, body: { password, newPassword } }) => {
      const changed = await slowly(pool.changePassword(accessToken, password, newPassword));
      if (changed !== 'done') return refusal(changed, 'password');
      await endAllSessions(table, sub, now, sessionIdIn(cookies));
      return undefined;
    },
  };
}

/** 400 and not 401, which would make the browser refresh its token and send the guess again. */
function refusal({ refused }: Refused, reason: 'password' | 'code' | 'signed-out'): ProblemResult {
  const wrong = (path: string, message: string) =>
    problem('invalid-body', 'Correct the fields named in `errors`.', [{ path, message }]);
  switch (refused) {
    case 'password-policy':
      return wrong('newPassword', 'Too easy to guess, or used before');
    case 'busy':
      return tooMany('Wait a minute and try again.', 60_000);
    case 'credentials':
      if (reason === 'signed-out') return problem('signed-out', 'Sign in again.');
      return reason === 'password' ? wrong('password', 'Wrong password') : wrong('code', 'Wrong code; each works once');
    default:
      return refused satisfies never;
  }
}
