import { describe, expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

const at = (instant: string, zone: string) => {
  const { later, tomorrow, week } = snoozeTimes(Date.parse(instant), zone);
  return [later, tomorrow, week].map((ms) => (ms === undefined ? undefined : new Date(ms).toISOString()));
};

describe('times to put something aside until', () => {
  it('are on the clock of the business', () => {
    expect(at('2026-11-23T10:20:00.000Z', 'Asia/Beirut')).toEqual([
      '2026-11-23T13:00:00.000Z',
      '2026-11-24T07:00:00.000Z',
      '2026-11-30T07:00:00.000Z',
    ]);
  });

  it('are not in the night', () => {
    expect(at('2026-11-23T20:20:00.000Z', 'UTC')[0]).toBeUndefined();
  });

  it('know that there it is tomorrow already', () => {
    expect(at('2026-11-22T23:30:00.000Z', 'Asia/Beirut')[1]).toBe('2026-11-24T07:00:00.000Z');
    expect(at('2026-11-22T12:00:00.000Z', 'UTC')[2]).toBe('2026-11-23T09:00:00.000Z');
  });
});
