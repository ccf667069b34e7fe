import { describe, expect, it } from 'vitest';
import { instantOf, wallOf } from './zoned.ts';

const iso = (wall: string, zone: string): string => new Date(instantOf(wall, zone) ?? 0).toISOString();

describe('a time of day in a zone', () => {
  it('is the same instant everywhere', () => {
    expect(iso('2026-11-24T09:00', 'Asia/Beirut')).toBe('2026-11-24T07:00:00.000Z');
    expect(iso('2026-11-24T09:00', 'America/New_York')).toBe('2026-11-24T14:00:00.000Z');
    expect(wallOf(Date.parse('2026-11-24T07:00:30.000Z'), 'Asia/Beirut')).toBe('2026-11-24T09:00');
  });

  it('keeps the hour on the day after the clocks change', () => {
    expect(iso('2026-03-29T09:00', 'Europe/Berlin')).toBe('2026-03-29T07:00:00.000Z');
    expect(iso('2026-10-25T09:00', 'Europe/Berlin')).toBe('2026-10-25T08:00:00.000Z');
  });

  it('is an hour later when the clocks leave it out', () => {
    expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is nothing when there is no such date', () => {
    expect(instantOf('tomorrow', 'UTC')).toBeUndefined();
  });
});
