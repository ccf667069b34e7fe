import * as z from 'zod';
import type { SignedIn } from '../../contract/session.ts';
import { getSession, putSession, removeSession, rotateSession } from '../_data/session.ts';
import type { SessionCookie } from '../_shared/cookies.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import type { Tokens, UserPool } from '../_shared/user-pool.ts';
import { type CookieValue, formatCookieValue, hashOf, newCookieValue, rotated, sameHash, seal, unseal } from './seal.ts';

export interface SessionDependencies {
  readonly table: PlatformTable;
  readonly pool: UserPool;
}

export const cookieName = '__Host-fd';
/** As long as the user pool's refresh token. */
const lifetimeMs = 30 * 24 * 3_600_000;
/** Two tabs may refresh with the same cookie; so may a request whose answer was lost. */
const graceMs = 30_000;

const cookieOf = (value: CookieValue, maxAge: number): SessionCookie => ({
  name: cookieName,
  value: formatCookieValue(value),
  maxAge,
});
export const noCookie: SessionCookie = { name: cookieName, value: '', maxAge: 0 };

export interface Begun {
  readonly signedIn: z.infer<typeof SignedIn>;
  /** Absent: the browser keeps the one it has. */
  readonly cookie?: SessionCookie;
}

export async function beginSession({ table }: Pick<SessionDependencies, 'table'>, tokens: Tokens, now: number): Promise<Begun> {
  const { sub, expiresIn } = claimsOf(tokens.accessToken, now);
  const value = newCookieValue();
  await putSession(table, {
    id: value.id,
    sub,
    current: hashOf(value.rotation),
    refreshToken: seal(value, tokens.refreshToken),
    expiresAt: Math.floor((now + lifetimeMs) / 1000),
  });
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
  if (!isCurrent && !isLate) return end(table, value, 'reused');
  const refreshToken = unseal(value, session.refreshToken);
  if (refreshToken === undefined) return end(table, value, 'reused');

  const refreshed = await pool.refresh(refreshToken);
  if ('refused' in refreshed) return refreshed.refused === 'busy' ? 'busy' : end(table, value, 'ended');
  const signedIn = { accessToken: refreshed.accessToken, expiresIn: claimsOf(refreshed.accessToken, now).expiresIn };
  if (isLate) return { signedIn };

  const next = rotated(value);
  const rotation = { id: value.id, presented, next: hashOf(next.rotation), now, graceMs };
  const outcome = await rotateSession(table, rotation);
  failPoint('session.after-rotation');
  switch (outcome) {
    case 'rotated':
      return { signedIn, cookie: cookieOf(next, Math.max(0, session.expiresAt - Math.floor(now / 1000))) };
    case 'late':
      return { signedIn };
    case 'reused':
      return end(table, value, 'reused');
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
  await removeSession(table, value.id);
  const refreshToken = unseal(value, session.refreshToken);
  if (refreshToken !== undefined) await pool.revoke(refreshToken);
}

async function end<Reason>(table: PlatformTable, { id }: CookieValue, reason: Reason): Promise<Reason> {
  await removeSession(table, id);
  return reason;
}

const Claims = z.object({ sub: z.string().min(1), exp: z.int() });

/** Not verified: the token came from the pool itself, over TLS. The authorizer verifies it whenever it is used. */
function claimsOf(accessToken: string, now: number): { readonly sub: string; readonly expiresIn: number } {
  const { sub, exp } = Claims.parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()));
  return { sub, expiresIn: Math.max(0, exp - Math.floor(now / 1000)) };
}
