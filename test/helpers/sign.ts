import { execFileSync } from 'node:child_process';

/**
 * The provider's signature made by another implementation than the product's: `openssl dgst` over the raw bytes,
 * not Node's crypto and nothing of ours.
 */
export function opensslSignature(secret: string, raw: Uint8Array, digest: 'sha256' | 'sha1' = 'sha256'): string {
  const printed = execFileSync(
    'openssl',
    ['dgst', `-${digest}`, '-mac', 'HMAC', '-macopt', `hexkey:${Buffer.from(secret).toString('hex')}`],
    {
      input: raw,
      encoding: 'utf8',
    },
  );
  const hex = /([0-9a-f]{40,64})\s*$/.exec(printed)?.[1];
  if (!hex) throw new Error(`openssl printed something else: ${printed}`);
  return `${digest}=${hex}`;
}

const encoder = new TextEncoder();
const keys = new Map<string, ReturnType<typeof hmacKey>>();
const hmacKey = (secret: string) =>
  crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

/** The same by Web Crypto, for tests that sign by the hundred: a process per signature would take longer than the test. */
export async function signature(secret: string, raw: Uint8Array<ArrayBuffer>): Promise<string> {
  let key = keys.get(secret);
  if (!key) {
    key = hmacKey(secret);
    keys.set(secret, key);
  }
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', await key, raw));
  return `sha256=${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
