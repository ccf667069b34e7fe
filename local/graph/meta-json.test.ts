import { describe, expect, it } from 'vitest';
import { businessScopedId, mediaId, wamid } from './ids.ts';
import { metaJson, signature } from './meta-json.ts';

const vector = '{"b":"\\u015eahin \\ud83e\\uddff a\\/b \\"x\\"\\n"}';

describe('the provider’s JSON', () => {
  it('is ASCII with lower-case escapes and escaped slashes', () => {
    expect(metaJson({ b: 'Şahin 🧿 a/b "x"\n' })).toBe(vector);
  });

  it('means the same as it did before', () => {
    const value = { text: 'می‌خواهم \u2028 /\\/ \u0000', list: [1.5, null, true] };
    expect(JSON.parse(metaJson(value))).toEqual(value);
  });
});

describe('the signature', () => {
  it('is HMAC-SHA256 over the bytes (vectors: RFC 4231 case 2; Python hmac)', () => {
    expect(signature('Jefe', 'what do ya want for nothing?')).toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(signature('app-secret', vector)).toBe('sha256=24ecec21c5803faa1da50da0581969a7023a52ca19233ad9afad4e79ba9b931e');
  });
});

describe('ids', () => {
  it('carry the customer and the direction like real message ids', () => {
    const bytes = Buffer.from(wamid('12025550143', 'in').slice('wamid.'.length), 'base64');
    // The start of a recorded inbound id: wamid.HBgLMTIwMjU1NTAxNDMVAgASGBQz...
    expect(bytes.subarray(0, 20).toString('base64')).toBe('HBgLMTIwMjU1NTAxNDMVAgASGBQ=');
    expect(bytes.subarray(20).toString('latin1')).toMatch(/^3A[0-9A-F]{18}\0$/);
    expect(Buffer.from(wamid('12025550143', 'out').slice(6), 'base64').subarray(17, 20)).toEqual(Buffer.from([0x11, 0x18, 0x12]));
  });

  it('are new each time, except the one of a person in a business portfolio', () => {
    expect(new Set(Array.from({ length: 100 }, () => wamid('1', 'in'))).size).toBe(100);
    expect(new Set(Array.from({ length: 100 }, () => mediaId())).size).toBe(100);
    expect(businessScopedId('waba', '905550000456')).toBe(businessScopedId('waba', '905550000456'));
    expect(businessScopedId('waba', '905550000456')).not.toBe(businessScopedId('other', '905550000456'));
    expect(businessScopedId('waba', '905550000456')).toMatch(/^TR\.\d{20}$/);
  });
});
