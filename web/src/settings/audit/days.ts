import { offsetMs } from '../../clock/zoned.ts';

/**
 * When a day (`2026-03-29`) begins on the clock of a zone. Where clocks jump over midnight, the first instant of the day.
 * Undefined: not a day.
 */
export function startOfDay(day: string, timeZone: string): string | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) return undefined;
  // The offset of the day before or of the day itself, whichever leads back into the day, and the earlier of both.
  const found = [offsetMs(midnight - 86_400_000, timeZone), offsetMs(midnight + 86_400_000, timeZone)]
    .map((offset) => midnight - offset)
    .filter((instant) => instant + offsetMs(instant, timeZone) >= midnight)
    .sort((one, other) => one - other)[0];
  return found === undefined ? undefined : new Date(found).toISOString();
}

/** The last ms of a day. */
export function endOfDay(day: string, timeZone: string): string | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) return undefined;
  const next = startOfDay(new Date(midnight + 86_400_000).toISOString().slice(0, 10), timeZone);
  return next && new Date(Date.parse(next) - 1).toISOString();
}
