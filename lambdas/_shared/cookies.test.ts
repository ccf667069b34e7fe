import { expect, it } from 'vitest';
import { readCookies, setCookieHeader } from './cookies.ts';

it('reads cookies, the first of each name', () => {
  expect([...readCookies('a=1; __Host-fd=x.y=z ;b; =c; a=2;d=')]).toEqual([
    ['a', '1'],
    ['__Host-fd', 'x.y=z'],
    ['d', ''],
  ]);
  expect(readCookies(undefined).size).toBe(0);
});

it('writes cookies that scripts, other sites and plain http cannot use', () => {
  expect(setCookieHeader({ name: '__Host-fd', value: 'v', maxAge: 5 })).toBe(
    '__Host-fd=v; Max-Age=5; Path=/; HttpOnly; Secure; SameSite=Strict',
  );
});
