import * as z from 'zod';

function isTimezone(name: string): boolean {
  // Offsets such as +02:00 are taken by Intl too, and know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/** IANA name: https://www.iana.org/time-zones */
export const Timezone = z.string().max(64).refine(isTimezone, 'Not an IANA time zone, as Europe/Istanbul');

/** BCP 47, in canonical form. */
export const Language = z.string().max(35).refine(isLanguage, 'Not a BCP 47 language tag in canonical form, as ar or pt-BR');

const currencies = new Set(Intl.supportedValuesOf('currency'));
/** ISO 4217. */
export const Currency = z.string().refine((code) => currencies.has(code), 'Not an ISO 4217 currency, as USD');

const Time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Not a time of day, as 09:30');

/** Open on a day, 0 = Sunday, in the business's own time. `to` at or before `from` is on the next day. */
export const OpeningHours = z.object({ day: z.int().min(0).max(6), from: Time, to: Time });
export type OpeningHours = z.infer<typeof OpeningHours>;

const weekMinutes = 7 * 24 * 60;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function overlap(hours: readonly OpeningHours[]): boolean {
  const spans = hours
    .map(({ day, from, to }) => {
      const start = day * 1440 + minutesOf(from);
      const length = minutesOf(to) - minutesOf(from);
      return { start, end: start + (length > 0 ? length : length + 1440) };
    })
    .sort((one, other) => one.start - other.start);
  const [first] = spans;
  return spans.some(({ end }, index) => {
    const next = spans[index + 1];
    return next ? end > next.start : first !== undefined && spans.length > 1 && end > first.start + weekMinutes;
  });
}

/** At most 4 times a day; crossing midnight is fine, overlapping is not. Empty: always closed. */
export const Hours = z
  .array(OpeningHours)
  .max(28)
  .refine((hours) => !overlap(hours), 'Opening hours overlap');
