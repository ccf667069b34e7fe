import { describe, expect, it } from 'vitest';
import { signedByTwilio } from '../../test/helpers/twilio.ts';
import { signature } from './signature.ts';

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const params = {
  To: '+18005551212',
  Digits: '1234',
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  From: '+14158675309',
};
const other = { ...params, Caller: '+12349013030', From: '+12349013030' };

describe('the signature of a webhook', () => {
  it('is the one of the published examples', () => {
    expect(signature('12345', url, params)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(signature('12345', url, other)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
  });

  it('is what the tests make of it by other means', async () => {
    const odd = { b: '\u{1f54c} مرحبا', B: 'a', Body: 'x=1&y', 'a.b': '', Ä: 'ß' };
    expect(await signedByTwilio(url, params, '12345')).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(await signedByTwilio(url, other, '12345')).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
    expect(signature('12345', url, odd)).toBe(await signedByTwilio(url, odd, '12345'));
  });
});
