import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const form = /^sha256=([0-9a-f]{64})$/;

/** The MAC that the header claims. Two headers arrive joined by a comma, and are none. */
export function claimedMac(header: string | undefined): Buffer | undefined {
  const hex = header === undefined ? undefined : form.exec(header)?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

/** Over the bytes as they came: serialising them again would change escapes. All secrets are tried, whichever fits. */
export function signedByOneOf(secrets: readonly string[], body: Buffer, mac: Buffer): boolean {
  let fits = false;
  for (const secret of secrets) fits = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), mac) || fits;
  return fits;
}

export function isVerifyToken(token: string, sha256Hex: string): boolean {
  const expected = Buffer.from(sha256Hex, 'hex');
  const given = createHash('sha256').update(token).digest();
  return expected.length === given.length && timingSafeEqual(given, expected);
}
