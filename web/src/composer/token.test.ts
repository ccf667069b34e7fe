import { describe, expect, it } from 'vitest';
import { replaced, tokenAt } from './token.ts';

describe('shortcuts and mentions while typing', () => {
  it('begin after a space or at the beginning, and end at the caret', () => {
    expect(tokenAt('/op', 3, '/')).toEqual({ sign: '/', typed: 'op', start: 0, end: 3 });
    expect(tokenAt('Hi /opening-ho', 14, '/')?.typed).toBe('opening-ho');
    expect(tokenAt('اهلا /مواعيد', 12, '/')?.typed).toBe('مواعيد');
    expect(tokenAt('see @Ma', 7, '@')?.typed).toBe('Ma');
  });

  it('are not dates, addresses or e-mails', () => {
    expect(tokenAt('1/2', 3, '/')).toBeUndefined();
    expect(tokenAt('https://x', 9, '/')).toBeUndefined();
    expect(tokenAt('a@b', 3, '@')).toBeUndefined();
    expect(tokenAt('/op now', 7, '/')).toBeUndefined();
  });

  it('are replaced where they stand', () => {
    const token = tokenAt('Hi /op there', 6, '/');
    expect(token && replaced('Hi /op there', token, 'We open at nine.')).toEqual({
      text: 'Hi We open at nine. there',
      caret: 19,
    });
  });
});
