import type { SessionCookie } from './cookies.ts';

/** What the cookie of a signed-in browser holds. None of the two secrets is stored. */
export interface CookieValue {
  readonly id: string;
  /** Replaced at each refresh; the table has its hash. */
  readonly rotation: string;
  /** Opens the refresh token, which is stored sealed: the table alone signs nobody in. */
  readonly sealKey: string;
}

export const cookieName = '__Host-fd';
export const noCookie: SessionCookie = { name: cookieName, value: '', maxAge: 0 };

export const formatCookieValue = ({ id, rotation, sealKey }: CookieValue): string => `${id}.${rotation}.${sealKey}`;

export function parseCookieValue(text: string | undefined): CookieValue | undefined {
  const match = /^([\w-]{22})\.([\w-]{43})\.([\w-]{43})$/.exec(text ?? '');
  const [, id, rotation, sealKey] = match ?? [];
  return id && rotation && sealKey ? { id, rotation, sealKey } : undefined;
}

/** Which session a request says it is of. Not proven: its secrets are compared at a refresh only. */
export const sessionIdIn = (cookies: ReadonlyMap<string, string>): string | undefined =>
  parseCookieValue(cookies.get(cookieName))?.id;
