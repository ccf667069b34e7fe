import { instantOf, wallOf } from '../clock/zoned.ts';

const dayMs = 86_400_000;
export const longestMs = 90 * dayMs;

const dayAfter = (wall: string, days: number): string =>
  new Date(Date.parse(`${wall.slice(0, 10)}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export interface SnoozeTimes {
  /** In three hours, on the full hour; undefined: that would be in the night. */
  readonly later: number | undefined;
  readonly tomorrow: number | undefined;
  /** Monday morning. */
  readonly week: number | undefined;
}

/** Usual times to put something aside until, on the clock of the business. ms. */
export function snoozeTimes(now: number, timeZone: string): SnoozeTimes {
  const wall = wallOf(now, timeZone);
  const hour = Number(wall.slice(11, 13)) + 3;
  const weekday = new Date(`${wall.slice(0, 10)}T12:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return {
    later: hour < 22 ? instantOf(`${wall.slice(0, 10)}T${String(hour).padStart(2, '0')}:00`, timeZone) : undefined,
    tomorrow: instantOf(`${dayAfter(wall, 1)}T09:00`, timeZone),
    week: instantOf(`${dayAfter(wall, toMonday)}T09:00`, timeZone),
  };
}
