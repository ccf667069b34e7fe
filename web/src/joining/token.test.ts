import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../session/test-storage.ts';
import { forgetToken, takeToken } from './token.ts';

const token = 'x'.repeat(43);

function tab() {
  const storage = memoryStorage();
  const shown: unknown[] = [];
  const open = (hash: string) =>
    takeToken({ hash, pathname: '/join' }, { replaceState: (_state, _title, url) => void shown.push(url) }, storage);
  return { storage, shown, open };
}

describe('the secret of an invitation', () => {
  it('is taken out of the address bar and kept for a reload and for signing in', () => {
    const { open, shown } = tab();
    expect(open(`#${token}`)).toEqual({ token });
    expect(shown).toEqual(['/join']);
    expect(open('')).toEqual({ token });
    expect(shown).toEqual(['/join']);
  });

  it('is gone once used', () => {
    const { open, storage } = tab();
    open(`#${token}`);
    forgetToken(storage);
    expect(open('')).toBe('none');
  });

  it('is not the one of before when a broken link is opened', () => {
    const { open, shown } = tab();
    open(`#${token}`);
    expect(open('#half-of-it')).toBe('broken');
    expect(open('')).toBe('broken');
    expect(open('')).toBe('none');
    expect(shown).toEqual(['/join', '/join']);
  });
});
