/** How far a zone is ahead of UTC at an instant, ms. */
export function offsetMs(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const wall = `${part.get('year')}-${part.get('month')}-${part.get('day')}T${part.get('hour')}:${part.get('minute')}:${part.get('second')}Z`;
  return Date.parse(wall) - Math.floor(at / 1000) * 1000;
}

/**
 * The instant (ms) at which a clock in the zone shows `2026-11-24T09:00`. A time that the change of clocks leaves out is the
 * one an hour later; undefined: that is no date.
 */
export function instantOf(wall: string, timeZone: string): number | undefined {
  // Anything else is taken for some date or other by one browser or another.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return undefined;
  const wanted = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(wanted)) return undefined;
  const first = wanted - offsetMs(wanted, timeZone);
  const second = wanted - offsetMs(first, timeZone);
  return offsetMs(second, timeZone) === offsetMs(first, timeZone) ? second : Math.max(first, second);
}

/** What a clock in the zone shows, as fields of a page take it: `2026-11-24T09:00`. */
export const wallOf = (at: number, timeZone: string): string => new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 16);
