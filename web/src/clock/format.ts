export type Locale = 'en' | 'ar';

// Western digits in Arabic too: times stand next to phone numbers and prices, which are written in them.
const tags: Readonly<Record<Locale, string>> = { en: 'en-GB', ar: 'ar-u-nu-latn' };

export interface Formats {
  /** 14:05 */
  time(instant: string): string;
  /** Today, Yesterday, a weekday in the last week, else a date. */
  day(instant: string, now: number): string;
  /** For the list: a time today, else like `day` but short. */
  listed(instant: string, now: number): string;
  /** Everything, for a tooltip or a screen reader. */
  full(instant: string): string;
  /** Which day of the business it is: 2026-11-23. */
  dayKey(instant: string | number): string;
  number(value: number): string;
  /** 3 h 12 min, or 4 min. */
  duration(ms: number): string;
  /** In its largest unit only: 2 days, 3 h, 4 min. */
  roughly(ms: number): string;
  /** A time to come: Tomorrow 09:00, Friday 09:00, else with its date. */
  moment(instant: string, now: number): string;
}

const dayMs = 86_400_000;
/** Every time zone is a multiple of this away from UTC, so no day begins inside one. */
const stepMs = 15 * 60_000;
const stepsKept = 5_000;

const made = new Map<string, Formats>();

/**
 * Dates and times as the business's clock shows them, in the reader's language. The very same for the same two: making what
 * formats them takes about a millisecond, and every message on the screen asks.
 */
export function formatsFor(locale: Locale, timeZone: string): Formats {
  const key = `${locale} ${timeZone}`;
  const formats = made.get(key) ?? makeFormats(locale, timeZone);
  made.set(key, formats);
  return formats;
}

/**
 * The first formatter that a page makes takes far longer than the next ones. So that no row has to wait for it, it is made while
 * the server is asked; most businesses are in the zone of those who work there.
 */
export function warmUpFormats(locale: Locale): void {
  const now = Date.now();
  const formats = formatsFor(locale, Intl.DateTimeFormat().resolvedOptions().timeZone);
  formats.listed(new Date(now).toISOString(), now);
  formats.number(1);
}

/** All of them at once would be what the first page waits for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function makeFormats(locale: Locale, timeZone: string): Formats {
  const tag = tags[locale];
  const make = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(tag, { timeZone, ...options }));
  const time = make({ hour: '2-digit', minute: '2-digit' });
  const weekday = make({ weekday: 'long' });
  const date = make({ day: 'numeric', month: 'long', year: 'numeric' });
  const shortDate = make({ day: '2-digit', month: '2-digit', year: '2-digit' });
  const full = make({ dateStyle: 'long', timeStyle: 'short' });
  const key = once(() => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }));
  const relative = once(() => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  const numbers = once(() => new Intl.NumberFormat(tag));
  const unit = (name: 'day' | 'hour' | 'minute') =>
    once(() => new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }));
  const [days, hours, minutes] = [unit('day'), unit('hour'), unit('minute')];

  const keys = new Map<number, string>();
  // Asked for every message of a thread each time one is added.
  const dayKey = (instant: string | number): string => {
    const step = Math.floor(new Date(instant).getTime() / stepMs);
    const known = keys.get(step);
    if (known !== undefined) return known;
    if (keys.size >= stepsKept) keys.clear();
    const found = key().format(step * stepMs);
    keys.set(step, found);
    return found;
  };
  const daysAgo = (instant: string, now: number): number =>
    Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(instant))) / dayMs);
  const recent = (ago: number): string => {
    const word = relative().format(-ago, 'day');
    return word.charAt(0).toLocaleUpperCase(tag) + word.slice(1);
  };
  const named = (instant: string, now: number, otherwise: () => Intl.DateTimeFormat): string => {
    const ago = daysAgo(instant, now);
    if (ago === 0 || ago === 1) return recent(ago);
    return ago > 1 && ago < 7 ? weekday().format(new Date(instant)) : otherwise().format(new Date(instant));
  };
  return {
    time: (instant) => time().format(new Date(instant)),
    day: (instant, now) => named(instant, now, date),
    listed: (instant, now) => (daysAgo(instant, now) === 0 ? time().format(new Date(instant)) : named(instant, now, shortDate)),
    full: (instant) => full().format(new Date(instant)),
    dayKey,
    number: (value) => numbers().format(value),
    duration: (ms) => {
      const total = Math.max(1, Math.ceil(ms / 60_000));
      const whole = Math.floor(total / 60);
      return [...(whole ? [hours().format(whole)] : []), ...(total % 60 ? [minutes().format(total % 60)] : [])].join(' ');
    },
    roughly: (ms) => {
      if (ms >= dayMs) return days().format(Math.floor(ms / dayMs));
      return ms >= 3_600_000
        ? hours().format(Math.floor(ms / 3_600_000))
        : minutes().format(Math.max(1, Math.floor(ms / 60_000)));
    },
    moment: (instant, now) => {
      const ahead = -daysAgo(instant, now);
      const day =
        ahead === 0 || ahead === 1 ? recent(-ahead) : (ahead > 1 && ahead < 7 ? weekday() : date()).format(new Date(instant));
      return `${day} ${time().format(new Date(instant))}`;
    },
  };
}
