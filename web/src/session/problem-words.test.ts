import { expect, it } from 'vitest';
import { Refused, Unreachable } from '../api/client.ts';
import { ar } from '../i18n/ar.ts';
import { en } from '../i18n/en.ts';
import { problemWords } from './problem-words.ts';

const say = (error: unknown, words = en): string => problemWords(error, words, 'wrong');
const refused = (status: number, fields: string[] = [], retryAfterMs?: number) =>
  new Refused(status, { errors: fields.map((path) => ({ path, message: '' })) }, 'unreadable', retryAfterMs);

it('tells what was wrong with the answer from what was wrong with the way there', () => {
  expect(say(refused(401))).toBe('wrong');
  expect(say(refused(400, ['newPassword']))).toBe(en.signIn.weak);
  expect(say(refused(400, ['email']))).toBe(en.signIn.invalidEmail);
  expect(say(refused(502))).toBe(en.signIn.failed);
  expect(say(new Unreachable('lost'))).toBe(en.signIn.unreachable);
  expect(say(new TypeError('a mistake of ours'))).toBe(en.signIn.failed);
});

it('says when to try again, as far as that is known', () => {
  expect(say(refused(429))).toBe(en.signIn.tooMany);
  expect(say(refused(429, [], 1000))).toBe('Too many tries. Try again in a minute.');
  expect(say(refused(429, [], 61_000))).toBe('Too many tries. Try again in 2 minutes.');
  expect(say(refused(429, [], 61_000), ar)).toContain('دقيقتين');
});
