import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Access } from '../gate/decide.ts';
import { AwsError } from '../http/errors.ts';

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));
const EncryptionContext = z.record(z.string(), z.string()).default({});
const Encrypt = z.object({
  KeyId: z.string(),
  Plaintext: base64.refine(({ length }) => length >= 1 && length <= 4096),
  EncryptionContext,
});
const Decrypt = z.object({ KeyId: z.string().optional(), CiphertextBlob: base64, EncryptionContext });
const GenerateDataKey = z.object({
  KeyId: z.string(),
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext,
});
const DescribeKey = z.object({ KeyId: z.string() });
const KeyFile = z.object({ material: base64 });

const magic = Buffer.from('fdk1');

/** Symmetric keys as AWS KMS keeps them: the material never leaves, the encryption context must be the same on both ways. */
export class Kms {
  private readonly directory: string;
  private readonly arnPrefix: string;
  private readonly material = new Map<string, Buffer>();
  private readonly aliases = new Map<string, string>();

  constructor(directory: string, place: { readonly account: string; readonly region: string }) {
    this.directory = directory;
    this.arnPrefix = `arn:aws:kms:${place.region}:${place.account}:`;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Makes the key exist; its material is made once and kept in a file that only this user reads. Answers its ARN. */
  putKey(id: string): string {
    const file = join(this.directory, `${id}.json`);
    this.material.set(id, readMaterial(file) ?? makeMaterial(file));
    return this.arn(id);
  }

  putAlias(name: string, keyIdOrArn: string): void {
    this.aliases.set(name, this.resolve(keyIdOrArn));
  }

  arn(id: string): string {
    return `${this.arnPrefix}key/${id}`;
  }

  /** What a request needs to be allowed. */
  access(operation: string, body: unknown): readonly Access[] | undefined {
    const on = (keyId: string, encryptionContext: Record<string, string>): readonly Access[] => {
      const names = Object.keys(encryptionContext);
      return [
        {
          action: `kms:${operation}`,
          resource: this.arn(this.resolve(keyId)),
          context: names.length === 0 ? {} : { 'kms:EncryptionContextKeys': names },
          encryptionContext,
        },
      ];
    };
    switch (operation) {
      case 'Encrypt': {
        const { KeyId, EncryptionContext: context } = Encrypt.parse(body);
        return on(KeyId, context);
      }
      case 'Decrypt': {
        const { KeyId, CiphertextBlob, EncryptionContext: context } = Decrypt.parse(body);
        return on(KeyId ?? open(CiphertextBlob).id, context);
      }
      case 'GenerateDataKey':
      case 'GenerateDataKeyWithoutPlaintext': {
        const { KeyId, EncryptionContext: context } = GenerateDataKey.parse(body);
        return on(KeyId, context);
      }
      case 'DescribeKey':
        return on(DescribeKey.parse(body).KeyId, {});
      default:
        return undefined;
    }
  }

  answer(operation: string, body: unknown): unknown {
    switch (operation) {
      case 'Encrypt': {
        const { KeyId, Plaintext, EncryptionContext: context } = Encrypt.parse(body);
        const id = this.resolve(KeyId);
        return {
          KeyId: this.arn(id),
          CiphertextBlob: this.seal(id, Plaintext, context),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      }
      case 'Decrypt': {
        const { KeyId, CiphertextBlob, EncryptionContext: context } = Decrypt.parse(body);
        const { id } = open(CiphertextBlob);
        if (KeyId !== undefined && this.resolve(KeyId) !== id) {
          throw new AwsError(
            400,
            'IncorrectKeyException',
            'The key ID in the request does not identify a CMK that can perform this operation.',
          );
        }
        const Plaintext = this.unseal(CiphertextBlob, context).toString('base64');
        return { KeyId: this.arn(id), Plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
      }
      case 'GenerateDataKey':
      case 'GenerateDataKeyWithoutPlaintext': {
        const { KeyId, KeySpec, NumberOfBytes, EncryptionContext: context } = GenerateDataKey.parse(body);
        if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
          throw new AwsError(400, 'ValidationException', 'Please specify either number of bytes or key spec.');
        }
        const id = this.resolve(KeyId);
        const key = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
        const answer = { KeyId: this.arn(id), CiphertextBlob: this.seal(id, key, context) };
        return operation === 'GenerateDataKey' ? { ...answer, Plaintext: key.toString('base64') } : answer;
      }
      default: {
        const id = this.resolve(DescribeKey.parse(body).KeyId);
        return {
          KeyMetadata: {
            KeyId: id,
            Arn: this.arn(id),
            Enabled: true,
            KeyState: 'Enabled',
            KeySpec: 'SYMMETRIC_DEFAULT',
            KeyUsage: 'ENCRYPT_DECRYPT',
          },
        };
      }
    }
  }

  /** A key's id from its id, ARN, alias name or alias ARN. */
  private resolve(keyIdOrArn: string): string {
    const name = keyIdOrArn.startsWith(this.arnPrefix) ? keyIdOrArn.slice(this.arnPrefix.length) : keyIdOrArn;
    const id = name.startsWith('alias/') ? this.aliases.get(name) : name.replace(/^key\//, '');
    if (id === undefined || !this.material.has(id))
      throw new AwsError(400, 'NotFoundException', `Key '${keyIdOrArn}' does not exist`);
    return id;
  }

  private key(id: string): Buffer {
    const key = this.material.get(id);
    if (key === undefined) throw new AwsError(400, 'NotFoundException', `Key '${this.arn(id)}' does not exist`);
    return key;
  }

  /** magic, length and text of the key id, IV (12), tag (16), ciphertext. */
  private seal(id: string, plaintext: Buffer, context: Readonly<Record<string, string>>): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(id), iv).setAAD(additional(id, context));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([magic, Buffer.from([id.length]), Buffer.from(id), iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  private unseal(blob: Buffer, context: Readonly<Record<string, string>>): Buffer {
    const { id, iv, tag, sealed } = open(blob);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key(id), iv).setAAD(additional(id, context)).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      throw invalidCiphertext();
    }
  }
}

function open(blob: Buffer): { id: string; iv: Buffer; tag: Buffer; sealed: Buffer } {
  const length = blob[magic.length] ?? 0;
  const start = magic.length + 1 + length;
  if (!blob.subarray(0, magic.length).equals(magic) || blob.length < start + 28) throw invalidCiphertext();
  return {
    id: blob.subarray(magic.length + 1, start).toString(),
    iv: blob.subarray(start, start + 12),
    tag: blob.subarray(start + 12, start + 28),
    sealed: blob.subarray(start + 28),
  };
}

function invalidCiphertext(): AwsError {
  return new AwsError(400, 'InvalidCiphertextException', '');
}

function additional(id: string, context: Readonly<Record<string, string>>): Buffer {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([id, sorted]))
    .digest();
}

function readMaterial(file: string): Buffer | undefined {
  try {
    return KeyFile.parse(JSON.parse(readFileSync(file, 'utf8'))).material;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeMaterial(file: string): Buffer {
  const material = randomBytes(32);
  writeFileSync(`${file}.next`, JSON.stringify({ material: material.toString('base64') }), { mode: 0o600 });
  renameSync(`${file}.next`, file);
  return material;
}
