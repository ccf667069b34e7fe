import type { OpeningHours } from '../../../../contract/locale.ts';

/** Monday first; 0 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;
export const spansPerDay = 4;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minutes: number): string => {
  const inDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
};

/** Time fields of browsers end at 23:59: 24:00 is written as 00:00 of the next day, which means the same. */
export const forFields = (hours: readonly OpeningHours[]): OpeningHours[] =>
  hours.map(({ day, from, to }) => ({
    day: from === '24:00' ? (day + 1) % 7 : day,
    from: timeOf(minutesOf(from)),
    to: timeOf(minutesOf(to)),
  }));

/** A closing time at or before the opening time is on the next day. */
export const crossesMidnight = ({ from, to }: OpeningHours): boolean => minutesOf(to) <= minutesOf(from);

/** Minutes of the week; the end may lie in the next one. */
function lengthOf(span: OpeningHours): { start: number; end: number } {
  const start = span.day * dayMinutes + minutesOf(span.from);
  const length = minutesOf(span.to) - minutesOf(span.from);
  return { start, end: start + (length > 0 ? length : length + dayMinutes) };
}

/** Places in the list of spans that share a minute with another one, over the end of the week too. */
export function overlapping(hours: readonly OpeningHours[]): number[] {
  const lengths = hours.map(lengthOf);
  const meet = (one: { start: number; end: number }, other: { start: number; end: number }): boolean =>
    [-weekMinutes, 0, weekMinutes].some((shift) => one.start < other.end + shift && other.start + shift < one.end);
  return lengths.flatMap((one, index) => (lengths.some((other, at) => at !== index && meet(one, other)) ? [index] : []));
}

/** By day from Sunday, then by opening: the same hours are always written the same way. */
export const inOrder = (hours: readonly OpeningHours[]): OpeningHours[] =>
  hours.toSorted((one, other) => lengthOf(one).start - lengthOf(other).start);

/** After the last span of the day, else usual hours of an office. Undefined: the day is full. */
export function nextSpan(hours: readonly OpeningHours[], day: number): OpeningHours | undefined {
  const onDay = hours.filter((span) => span.day === day);
  if (onDay.length >= spansPerDay) return undefined;
  const last = inOrder(onDay).at(-1);
  if (!last) return { day, from: '09:00', to: '17:00' };
  if (crossesMidnight(last) || minutesOf(last.to) > dayMinutes - 120) return undefined;
  const from = minutesOf(last.to) + 60;
  return { day, from: timeOf(from), to: timeOf(Math.min(from + 180, dayMinutes - 1)) };
}

/** The hours of one day on all days. */
export const sameEveryDay = (hours: readonly OpeningHours[], day: number): OpeningHours[] =>
  [0, 1, 2, 3, 4, 5, 6].flatMap((other) => hours.filter((span) => span.day === day).map((span) => ({ ...span, day: other })));
