import { describe, expect, it } from 'vitest';
import { windowState } from './window.ts';

describe('the 24-hour window', () => {
  const closes = '2026-11-23T12:00:00.000Z';
  it('is open to the last millisecond and closed at its end', () => {
    expect(windowState(closes, Date.parse(closes) - 1)).toEqual({ state: 'open', leftMs: 1 });
    expect(windowState(closes, Date.parse(closes))).toEqual({ state: 'closed' });
  });
  it('does not exist before the customer has written', () => {
    expect(windowState(undefined, 0)).toEqual({ state: 'never' });
  });
});
