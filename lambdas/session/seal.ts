import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CookieValue } from '../_shared/session-cookie.ts';

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');
export const newCookieValue = (): CookieValue => ({ id: secret(16), rotation: secret(32), sealKey: secret(32) });
/** Of a session: what its secrets follow from. Neither it nor the hashes beside it tell any of them. */
export const newChain = (): string => secret(32);
/** The next secret follows from the one before, so that whoever comes twice with the same one is told the same next. */
export const rotated = (value: CookieValue, chain: string): CookieValue => ({
  ...value,
  rotation: createHmac('sha256', Buffer.from(chain, 'base64url')).update(value.rotation).digest('base64url'),
});

export const hashOf = (rotation: string): string => createHash('sha256').update(rotation).digest('base64url');

/** Equal in constant time; both are hashes of the same length. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const keyOf = ({ id, sealKey }: CookieValue): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(sealKey, 'base64url'), id, 'frontdesk refresh token', 32));

const ivBytes = 12;
const tagBytes = 16;

export function seal(cookie: CookieValue, refreshToken: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(cookie), iv).setAAD(Buffer.from(cookie.id));
  const sealed = Buffer.concat([cipher.update(refreshToken, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** `undefined` when the key is not the one it was sealed with. */
export function unseal(cookie: CookieValue, text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(cookie), bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(cookie.id))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
