import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/**
 * The provider's signature made by another implementation than the product's: `openssl dgst` over the raw bytes, or, on a
 * machine without it, HMAC put together from its definition.
 */
export function independentSignature(secret: string, raw: Uint8Array, digest: 'sha256' | 'sha1' = 'sha256'): string {
  return `${digest}=${byOpenssl(secret, raw, digest) ?? byDefinition(secret, raw, digest)}`;
}

function byOpenssl(secret: string, raw: Uint8Array, digest: string): string | undefined {
  const key = `hexkey:${Buffer.from(secret).toString('hex')}`;
  const { error, stdout } = spawnSync('openssl', ['dgst', `-${digest}`, '-mac', 'HMAC', '-macopt', key], {
    input: raw,
    encoding: 'utf8',
  });
  if (error) return undefined;
  const hex = /([0-9a-f]{40,64})\s*$/.exec(stdout)?.[1];
  if (!hex) throw new Error(`openssl printed something else: ${stdout}`);
  return hex;
}

/** https://www.rfc-editor.org/rfc/rfc2104#section-2, for keys of up to a block. */
function byDefinition(secret: string, raw: Uint8Array, digest: string): string {
  const key = Buffer.alloc(64);
  key.write(secret);
  const pad = (byte: number) => key.map((one) => one ^ byte);
  const inner = createHash(digest).update(pad(0x36)).update(raw).digest();
  return createHash(digest).update(pad(0x5c)).update(inner).digest('hex');
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
