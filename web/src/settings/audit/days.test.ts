import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfDay, startOfDay } from './days.ts';

describe('a day of a business', () => {
  it('begins on its own clock', () => {
    expect(startOfDay('2026-11-23', 'Asia/Beirut')).toBe('2026-11-22T22:00:00.000Z');
    expect(startOfDay('2026-07-01', 'Asia/Beirut')).toBe('2026-06-30T21:00:00.000Z');
    expect(endOfDay('2026-11-23', 'America/New_York')).toBe('2026-11-24T04:59:59.999Z');
    expect(startOfDay('', 'UTC')).toBeUndefined();
  });

  it('is right on the days on which clocks change', () => {
    // Beirut jumps from 00:00 to 01:00: the day begins at 01:00.
    expect(startOfDay('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z');
    expect(endOfDay('2026-03-29', 'Asia/Beirut')).toBe('2026-03-29T20:59:59.999Z');
    expect(startOfDay('2026-10-25', 'Europe/Paris')).toBe('2026-10-24T22:00:00.000Z');
    expect(endOfDay('2026-10-25', 'Europe/Paris')).toBe('2026-10-25T22:59:59.999Z');
  });

  it('is always shown as that day', () => {
    const zone = fc.constantFrom('Asia/Beirut', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Santiago', 'UTC');
    const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(zone, day, (timeZone, wanted) => {
        const shown = (instant: number): string =>
          new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
        const start = startOfDay(wanted, timeZone);
        // Apia skipped the 30th of December 2011.
        if (start === undefined || shown(Date.parse(start)) !== wanted) return timeZone === 'Pacific/Apia';
        return shown(Date.parse(start) - 1) !== wanted;
      }),
    );
  });
});
