import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, parseEnvelope } from './envelope.ts';

const key = randomBytes(32);
const context = { tenant: 'a1', purpose: 'webhook' };
const sealed = encrypt(key, Buffer.from('wrapped'), context, 'app secret ü');

describe('a sealed secret', () => {
  it('opens with its key, for its business and purpose', () => {
    const envelope = parseEnvelope(sealed);
    expect(envelope.wrappedKey.toString()).toBe('wrapped');
    expect(decrypt(key, envelope, context)).toBe('app secret ü');
    expect(sealed).not.toContain('app');
  });

  it.each([
    ['another business', { ...context, tenant: 'a11' }, key],
    ['another purpose', { ...context, purpose: 'channel' }, key],
    ['another key', context, randomBytes(32)],
  ])('does not open with %s', (_, given, withKey) => {
    expect(() => decrypt(withKey, parseEnvelope(sealed), given)).toThrow();
  });

  it('does not open when changed', () => {
    const envelope = parseEnvelope(sealed);
    for (let index = 0; index < envelope.ciphertext.length; index++) {
      const changed = Buffer.from(envelope.ciphertext);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => decrypt(key, { ...envelope, ciphertext: changed }, context)).toThrow();
    }
  });

  it('never looks the same twice', () => {
    expect(encrypt(key, Buffer.from('wrapped'), context, 'app secret ü')).not.toBe(sealed);
  });

  it.each(['', 'v2.a.b.c', 'v1.a.b', 'v1.a.b.c.d', 'plain text'])('is not %j', (text) => {
    expect(() => parseEnvelope(text)).toThrow('Not a sealed secret');
  });
});
