import { createHmac } from 'node:crypto';

/**
 * JSON as Meta writes it on the wire: compact, everything outside ASCII as `\uXXXX` (lower-case hex), `/` as `\/`.
 * A receiver that re-serialises before hashing gets a different signature, so the stand-in must not be easier than the original.
 */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Value of `X-Hub-Signature-256` for these exact bytes. */
export function signature(appSecret: string, body: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body, 'utf8').digest('hex')}`;
}
