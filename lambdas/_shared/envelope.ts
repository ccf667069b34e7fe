import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A secret of a business at rest: the wrapped data key beside what it encrypts. Text form: `v1.<key>.<iv>.<ciphertext+tag>`. */
export interface Envelope {
  readonly wrappedKey: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
}

/** Bound to the KMS key use and, as additional data, to the ciphertext: a secret moved to another place does not open. */
export interface EnvelopeContext {
  readonly tenant: string;
  readonly purpose: string;
}

const tagBytes = 16;
const additionalData = ({ tenant, purpose }: EnvelopeContext) => Buffer.from(`${tenant}|${purpose}`);

export function parseEnvelope(sealed: string): Envelope {
  const [version, key, iv, ciphertext, ...rest] = sealed.split('.');
  if (version !== 'v1' || !key || !iv || !ciphertext || rest.length > 0) throw new Error('Not a sealed secret');
  return {
    wrappedKey: Buffer.from(key, 'base64url'),
    iv: Buffer.from(iv, 'base64url'),
    ciphertext: Buffer.from(ciphertext, 'base64url'),
  };
}

export function encrypt(dataKey: Uint8Array, wrappedKey: Uint8Array, context: EnvelopeContext, plaintext: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(additionalData(context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return ['v1', ...[wrappedKey, iv, ciphertext].map((part) => Buffer.from(part).toString('base64url'))].join('.');
}

export function decrypt(dataKey: Uint8Array, { iv, ciphertext }: Envelope, context: EnvelopeContext): string {
  const tag = ciphertext.subarray(ciphertext.length - tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', dataKey, iv, { authTagLength: tagBytes });
  decipher.setAAD(additionalData(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
}
