import * as z from 'zod';
import type { SignedIn } from '../../contract/session.ts';
import { getSession, markUsed, putSession, removeSession, rotateSession, type Session } from '../_data/session.ts';
import type { SessionCookie } from '../_shared/cookies.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { type CookieValue, cookieName, formatCookieValue } from '../_shared/session-cookie.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import type { Tokens, UserPool } from '../_shared/user-pool.ts';
import { hashOf, newChain, newCookieValue, rotated, sameHash, seal, unseal } from './seal.ts';

export interface SessionDependencies {
  readonly table: PlatformTable;
  readonly pool: UserPool;
}

/** As long as the user pool's refresh token. */
const lifetimeMs = 30 * 24 * 3_600_000;
/** Two tabs may refresh with the same cookie; so may a request whose answer was lost. */
const graceMs = 30_000;
/** How exactly people see when a browser was used last. */
const usedEveryMs = 3_600_000;

const cookieOf = (value: CookieValue, maxAge: number): SessionCookie => ({
  name: cookieName,
  value: formatCookieValue(value),
  maxAge,
});

export interface Begun {
  readonly signedIn: z.infer<typeof SignedIn>;
  /** Absent: the browser keeps the one it has. */
  readonly cookie?: SessionCookie;
}

export async function beginSession(
  { table }: Pick<SessionDependencies, 'table'>,
  tokens: Tokens,
  { device, now }: { readonly device: string; readonly now: number },
): Promise<Begun> {
  const { sub, expiresIn } = claimsOf(tokens.accessToken, now);
  const value = newCookieValue();
  const session: Session = {
    id: value.id,
    sub,
    current: hashOf(value.rotation),
    chain: newChain(),
    refreshToken: seal(value, tokens.refreshToken),
    usedAt: now,
    expiresAt: Math.floor((now + lifetimeMs) / 1000),
  };
  await putSession(table, session, { device, now });
  return { signedIn: { accessToken: tokens.accessToken, expiresIn }, cookie: cookieOf(value, lifetimeMs / 1000) };
}

/**
 * A new access token. The pool is asked before the secret is replaced: when it cannot be reached, the cookie stays good.
 * `reused`: a secret older than the previous one came, so somebody else has a copy of the cookie; the session ends for both.
 */
export async function refreshSession(
  { table, pool }: SessionDependencies,
  value: CookieValue,
  now: number,
): Promise<Begun | 'ended' | 'reused' | 'busy'> {
  const presented = hashOf(value.rotation);
  const session = await getSession(table, value.id, now);
  if (session === undefined) return 'ended';
  const isCurrent = sameHash(session.current, presented);
  const isLate = sameHash(session.previous ?? '', presented) && now < (session.previousUntil ?? 0);
  const refreshToken = unseal(value, session.refreshToken);
  const reused = async (): Promise<'reused'> => {
    await removeSession(table, session);
    // Here the token is gone with its row; the pool is told as well, in case somebody has it from elsewhere.
    if (refreshToken !== undefined) await pool.revoke(refreshToken).catch(() => undefined);
    return 'reused';
  };
  if ((!isCurrent && !isLate) || refreshToken === undefined) return reused();

  const refreshed = await pool.refresh(refreshToken);
  if ('refused' in refreshed) {
    if (refreshed.refused === 'busy') return 'busy';
    await removeSession(table, session);
    return 'ended';
  }
  const signedIn = { accessToken: refreshed.accessToken, expiresIn: claimsOf(refreshed.accessToken, now).expiresIn };
  const next = rotated(value, session.chain ?? newChain());
  const cookie = cookieOf(next, Math.max(0, session.expiresAt - Math.floor(now / 1000)));
  // A tab that was a moment late gets the same cookie as the first; so does a browser that the first answer did not reach.
  if (isLate) return session.chain === undefined ? { signedIn } : { signedIn, cookie };

  // Before the secret is replaced: when this fails, the browser can ask again.
  if (now - (session.usedAt ?? 0) >= usedEveryMs) await markUsed(table, session, now);
  const rotation = { id: value.id, presented, next: hashOf(next.rotation), now, graceMs };
  const outcome = await rotateSession(table, rotation);
  failPoint('session.after-rotation');
  switch (outcome) {
    case 'rotated':
      return { signedIn, cookie };
    case 'late':
      return session.chain === undefined ? { signedIn } : { signedIn, cookie };
    case 'reused':
      return reused();
    case 'gone':
      return 'ended';
    default:
      return outcome satisfies never;
  }
}

/** Ends it here and, if the pool can be reached, the refresh token there. */
export async function endSession({ table, pool }: SessionDependencies, value: CookieValue, now: number): Promise<void> {
  const session = await getSession(table, value.id, now);
  if (session === undefined) return;
  await removeSession(table, session);
  const refreshToken = unseal(value, session.refreshToken);
  if (refreshToken !== undefined) await pool.revoke(refreshToken);
}

const Claims = z.object({ sub: z.string().min(1), exp: z.int() });

/** Not verified: the token came from the pool itself, over TLS. The authorizer verifies it whenever it is used. */
function claimsOf(accessToken: string, now: number): { readonly sub: string; readonly expiresIn: number } {
  const { sub, exp } = Claims.parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()));
  return { sub, expiresIn: Math.max(0, exp - Math.floor(now / 1000)) };
}
