import { expect, it } from 'vitest';
import { strengthOf } from './password-strength.ts';

it('calls a password short, easy or fine', () => {
  expect(strengthOf('', [])).toBe('none');
  expect(strengthOf('Kx9!aa', [])).toBe('short');
  expect(strengthOf('aaaaaaaaaaaaaaaa', [])).toBe('easy');
  expect(strengthOf('abcabcabcabcabc', [])).toBe('easy');
  expect(strengthOf('password1234', [])).toBe('easy');
  expect(strengthOf('abcdefghijklmnop', [])).toBe('easy');
  expect(strengthOf('qwertyuiop1234', [])).toBe('easy');
  expect(strengthOf('correct horse battery', [])).toBe('fine');
  expect(strengthOf('كلمة سر طويلة جدا', [])).toBe('fine');
});

it('knows what a guesser knows of the person', () => {
  expect(strengthOf('samira.haddad', ['samira.haddad@example.com'])).toBe('easy');
  expect(strengthOf('samira.haddad', [])).toBe('fine');
  expect(strengthOf('samira.haddad-Kx9!rw2', ['samira.haddad@example.com'])).toBe('fine');
});
