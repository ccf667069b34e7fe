import { describe, expect, it } from 'vitest';
import { formatCookieValue, parseCookieValue } from '../_shared/session-cookie.ts';
import { hashOf, newChain, newCookieValue, rotated, sameHash, seal, unseal } from './seal.ts';

describe('the cookie of a session', () => {
  it('reads what it wrote', () => {
    const value = newCookieValue();
    expect(parseCookieValue(formatCookieValue(value))).toEqual(value);
  });
  it.each(['', 'a.b.c', '.', `${'a'.repeat(22)}.${'b'.repeat(43)}`, `${'a'.repeat(22)}.${'b'.repeat(43)}.${'c'.repeat(44)}`])(
    'refuses %j',
    (text) => expect(parseCookieValue(text)).toBeUndefined(),
  );
  it('refuses a missing one', () => expect(parseCookieValue(undefined)).toBeUndefined());
  it('keeps id and key when it is rotated', () => {
    const before = newCookieValue();
    const after = rotated(before, newChain());
    expect({ id: after.id, sealKey: after.sealKey }).toEqual({ id: before.id, sealKey: before.sealKey });
    expect(after.rotation).not.toBe(before.rotation);
  });
  it('is followed by one that only the chain of its session leads to', () => {
    const [value, chain] = [newCookieValue(), newChain()];
    expect(rotated(value, chain)).toEqual(rotated(value, chain));
    expect(rotated(value, newChain()).rotation).not.toBe(rotated(value, chain).rotation);
    expect(rotated(newCookieValue(), chain).rotation).not.toBe(rotated(value, chain).rotation);
    expect(parseCookieValue(formatCookieValue(rotated(value, chain)))).toEqual(rotated(value, chain));
  });
});

describe('the sealed refresh token', () => {
  const cookie = newCookieValue();

  it('opens with its key, also after a rotation', () => {
    expect(unseal(rotated(cookie, newChain()), seal(cookie, 'token ş'))).toBe('token ş');
  });
  it('stays shut with another key, under another session, changed or cut', () => {
    const sealed = seal(cookie, 'token');
    expect(sealed).not.toContain('token');
    expect(unseal({ ...cookie, sealKey: newCookieValue().sealKey }, sealed)).toBeUndefined();
    expect(unseal({ ...cookie, id: newCookieValue().id }, sealed)).toBeUndefined();
    const flipped = Buffer.from(sealed, 'base64url');
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    expect(unseal(cookie, flipped.toString('base64url'))).toBeUndefined();
    expect(unseal(cookie, sealed.slice(0, 20))).toBeUndefined();
  });
  it('is never sealed the same twice', () => expect(seal(cookie, 'token')).not.toBe(seal(cookie, 'token')));
});

it('compares hashes', () => {
  expect(sameHash(hashOf('a'), hashOf('a'))).toBe(true);
  expect(sameHash(hashOf('a'), hashOf('b'))).toBe(false);
  expect(sameHash(hashOf('a'), '')).toBe(false);
});
