import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { TenantId } from '../../contract/ids.ts';
import { awsClient } from './aws-client.ts';
import { env } from './env.ts';
import { decrypt, encrypt, parseEnvelope } from './envelope.ts';
import { Lru } from './lru.ts';
import { tenantCredentials } from './tenant.ts';

/** What a secret is for; part of the encryption context, so that a right to one purpose opens no other. */
export type SecretPurpose = 'webhook' | 'channel' | 'cursor';

const keepMs = 5 * 60_000;
const opened = new Lru<{ readonly until: number; readonly plaintext: Promise<string> }>(512);
const clients = new Lru<KMSClient>(256);

function kms(tenant: TenantId): KMSClient {
  const known = clients.get(tenant);
  if (known) return known;
  const client = new KMSClient({ ...awsClient, credentials: () => tenantCredentials(tenant) });
  clients.set(tenant, client);
  return client;
}

/** Encrypts a secret of a business, with the rights of that business only. */
export async function seal(tenant: TenantId, purpose: SecretPurpose, plaintext: string): Promise<string> {
  const context = { tenant, purpose };
  const { Plaintext: key, CiphertextBlob: wrapped } = await kms(tenant).send(
    new GenerateDataKeyCommand({ KeyId: env('SECRETS_KEY_ARN'), KeySpec: 'AES_256', EncryptionContext: context }),
  );
  if (!key || !wrapped) throw new Error('KMS answered without a data key');
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
  const { Plaintext: key } = await kms(tenant).send(
    // The ciphertext names its key, which may be the one before; the tenant role says which keys may be used.
    new DecryptCommand({ CiphertextBlob: envelope.wrappedKey, EncryptionContext: context }),
  );
  if (!key) throw new Error('KMS answered without a data key');
  return decrypt(key, envelope, context);
}
