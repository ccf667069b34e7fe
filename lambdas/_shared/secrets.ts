import * as z from 'zod';
import type { TenantId } from '../../contract/ids.ts';
import { env } from './env.ts';
import { decrypt, encrypt, parseEnvelope } from './envelope.ts';
import { Lru } from './lru.ts';
import { signedRequests } from './signed-request.ts';
import { tenantCredentials } from './tenant.ts';

/** What a secret is for; part of the encryption context, so that a right to one purpose opens no other. */
export type SecretPurpose = 'webhook' | 'channel' | 'cursor' | 'transcription' | 'assistant';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const KmsAnswer = z.object({ Plaintext: bytes, CiphertextBlob: bytes.optional() });
type KmsAnswer = z.infer<typeof KmsAnswer>;

const keepMs = 5 * 60_000;
const opened = new Lru<{ readonly until: number; readonly plaintext: Promise<string> }>(512);

/** Signed here: the SDK's client is 8 KB more for every function that opens a secret, for two calls. */
async function kms(
  tenant: TenantId,
  action: 'GenerateDataKey' | 'Decrypt',
  input: Readonly<Record<string, unknown>>,
): Promise<KmsAnswer> {
  const { accessKeyId, secretAccessKey, sessionToken } = await tenantCredentials(tenant);
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL_KMS, AWS_ENDPOINT_URL } = process.env;
  const send = signedRequests(
    {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
    { retries: 2, timeoutMs: 3_000 },
  );
  const { status, body } = await send({
    service: 'kms',
    method: 'POST',
    url: `${(AWS_ENDPOINT_URL_KMS ?? AWS_ENDPOINT_URL ?? `https://kms.${region}.amazonaws.com`).replace(/\/$/, '')}/`,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` },
    body: JSON.stringify(input),
  });
  // A refusal names the kind of error and no secret.
  if (status !== 200) throw new Error(`KMS answered ${status} to ${action}: ${body.toString().slice(0, 300)}`);
  return KmsAnswer.parse(JSON.parse(body.toString()));
}

/** Encrypts a secret of a business, with the rights of that business only. */
export async function seal(tenant: TenantId, purpose: SecretPurpose, plaintext: string): Promise<string> {
  const context = { tenant, purpose };
  const input = { KeyId: env('SECRETS_KEY_ARN'), KeySpec: 'AES_256', EncryptionContext: context };
  const { Plaintext: key, CiphertextBlob: wrapped } = await kms(tenant, 'GenerateDataKey', input);
  if (!wrapped) throw new Error('KMS answered without a data key');
  return encrypt(key, wrapped, context, plaintext);
}

/** The plaintext; kept for 5 minutes, so that a burst costs one KMS call and a rotation is noticed soon. */
export function open(tenant: TenantId, purpose: SecretPurpose, sealed: string, now: number): Promise<string> {
  const id = `${tenant}|${purpose}|${sealed}`;
  const known = opened.get(id);
  if (known && now < known.until) return known.plaintext;
  const plaintext = unwrap(tenant, purpose, sealed);
  opened.set(id, { until: now + keepMs, plaintext });
  plaintext.catch(() => opened.delete(id));
  return plaintext;
}

async function unwrap(tenant: TenantId, purpose: SecretPurpose, sealed: string): Promise<string> {
  const context = { tenant, purpose };
  const envelope = parseEnvelope(sealed);
  // The ciphertext names its key, which may be the one before; the tenant role says which keys may be used.
  const input = { CiphertextBlob: Buffer.from(envelope.wrappedKey).toString('base64'), EncryptionContext: context };
  const { Plaintext: key } = await kms(tenant, 'Decrypt', input);
  return decrypt(key, envelope, context);
}
