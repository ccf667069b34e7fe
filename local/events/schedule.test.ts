import { describe, expect, it } from 'vitest';
import { parseSchedule } from './schedule.ts';

const at = (iso: string): number => Date.parse(iso);
const next = (expression: string, after: string, anchor = '2026-01-01T00:00:00Z'): string =>
  new Date(parseSchedule(expression, at(anchor))(at(after))).toISOString();

describe('parseSchedule', () => {
  it.each([
    ['rate(5 minutes)', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00.000Z'],
    ['rate(1 hour)', '2026-01-01T02:30:00Z', '2026-01-01T03:00:00.000Z'],
    ['cron(0 10 * * ? *)', '2026-11-23T09:59:59Z', '2026-11-23T10:00:00.000Z'],
    ['cron(0 10 * * ? *)', '2026-11-23T10:00:00Z', '2026-11-24T10:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-23T10:01:00Z', '2026-11-23T10:15:00.000Z'],
    ['cron(30 8 ? * MON-FRI *)', '2026-11-20T09:00:00Z', '2026-11-23T08:30:00.000Z'],
    ['cron(0 0 1 JAN,JUL ? *)', '2026-02-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it.each([['rate(0 minutes)'], ['every day'], ['cron(0 10 * *)'], ['cron(61 * * * ? *)'], ['cron(0 0 L * ? *)']])(
    'refuses %s',
    (expression) => {
      expect(() => parseSchedule(expression, 0)).toThrow();
    },
  );
});
