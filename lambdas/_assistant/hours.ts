import type { Business } from '../_data/business.ts';
import type { Spoken } from './language.ts';
import { words } from './words.ts';

type Hours = Business['hours'];

const minuteOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};

/** Day of the week (0: Sunday) and minute of the day in the time zone. */
function localTime(timezone: string, now: number): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'));
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** Somebody who says no hours is always open. */
export function isOpen({ hours, timezone }: Pick<Business, 'hours' | 'timezone'>, now: number): boolean {
  if (hours.length === 0) return true;
  const { day, minute } = localTime(timezone, now);
  return hours.some(({ day: opened, from, to }) => {
    const overnight = minuteOf(to) <= minuteOf(from);
    if (opened === day && minuteOf(from) <= minute) return overnight || minute < minuteOf(to);
    return overnight && (opened + 1) % 7 === day && minute < minuteOf(to);
  });
}

/** When it opens next, in words: `tomorrow at 12:00`. Undefined: it says no hours. */
export function opensNext(
  { hours, timezone }: Pick<Business, 'hours' | 'timezone'>,
  now: number,
  language: Spoken,
): string | undefined {
  const { day, minute } = localTime(timezone, now);
  const { at, today, tomorrow, days } = words[language];
  for (let ahead = 0; ahead <= 7; ahead++) {
    const wanted = (day + ahead) % 7;
    const next = hours
      .filter((one) => one.day === wanted && (ahead > 0 || minuteOf(one.from) > minute))
      .toSorted((one, other) => minuteOf(one.from) - minuteOf(other.from))[0];
    if (next) return at(ahead === 0 ? today : ahead === 1 ? tomorrow : (days[wanted] ?? ''), next.from);
  }
  return undefined;
}

/** Empty: closed. */
const timesOn = (hours: Hours, day: number): string =>
  hours
    .filter((one) => one.day === day)
    .toSorted((one, other) => minuteOf(one.from) - minuteOf(other.from))
    .map(({ from, to }) => `${from}–${to}`)
    .join(', ');

/** `Sunday: closed`. `day`: of the week (0: Sunday), 7: today, 8: tomorrow. */
export function hoursOnDay(
  { hours, timezone }: Pick<Business, 'hours' | 'timezone'>,
  now: number,
  language: Spoken,
  day: number,
): { readonly open: boolean; readonly hours: string } {
  const { days, closed } = words[language];
  const wanted = day < 7 ? day : (localTime(timezone, now).day + day - 7) % 7;
  const times = timesOn(hours, wanted);
  return { open: times !== '', hours: `${days[wanted]}: ${times || closed}` };
}

/** One line for each stretch of days with the same hours, beginning with Monday. */
export function hoursInWords(hours: Hours, language: Spoken): readonly string[] {
  const { days, everyDay } = words[language];
  const week = [1, 2, 3, 4, 5, 6, 0];
  const lines: { readonly first: number; last: number; readonly times: string }[] = [];
  for (const day of week) {
    const times = timesOn(hours, day);
    const line = lines.at(-1);
    if (line?.times === times) line.last = day;
    else lines.push({ first: day, last: day, times });
  }
  return lines
    .filter(({ times }) => times !== '')
    .map(({ first, last, times }) => {
      if (lines.length === 1) return `${everyDay}: ${times}`;
      const named = first === last ? days[first] : `${days[first]} – ${days[last]}`;
      return `${named}: ${times}`;
    });
}
