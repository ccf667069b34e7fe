import * as z from 'zod';

/** What a cell may hold, made into what the table holds. Each says in words of the file what is wrong with it. */

export interface Times {
  /** Milliseconds. */
  readonly now: number;
  /** Times without a zone are meant in UTC. Otherwise they are refused: nobody could say which instant they are. */
  readonly assumeUtc: boolean;
}

/** Of a spreadsheet or a dump: an empty cell says nothing, and `\N` is what PostgreSQL writes for NULL. */
export const isNothing = (cell: unknown): boolean =>
  cell === undefined || cell === null || cell === '\\N' || (typeof cell === 'string' && cell.trim() === '');

/** Marks what is wrong with a cell itself: of a cell that is not there it is only that. */
export const ofCell = 'cell';

const wrong = (ctx: z.RefinementCtx, message: string): never => {
  ctx.addIssue({ code: 'custom', message, params: { of: ofCell } });
  return z.NEVER;
};

export const text = (longest: number) =>
  z.unknown().transform((cell, ctx): string => {
    const value = typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint' ? String(cell) : cell;
    if (typeof value !== 'string') return wrong(ctx, 'is not text');
    if (value.includes('\0')) return wrong(ctx, 'holds a NUL character');
    if (!value.isWellFormed()) return wrong(ctx, 'holds half of a character');
    if (value.length > longest) return wrong(ctx, `is longer than ${longest} characters`);
    return value;
  });

/** Names and labels: one line. */
export const line = (longest: number) => text(longest).transform((value) => value.replace(/\s+/g, ' ').trim());

export const id = line(200);

export const whole = (least: number, most: number) =>
  z.unknown().transform((cell, ctx): number => {
    const value = typeof cell === 'string' && /^\s*-?\d{1,15}\s*$/.test(cell) ? Number(cell) : cell;
    if (typeof value !== 'number' || !Number.isInteger(value)) return wrong(ctx, 'is not a whole number');
    if (value < least || value > most) return wrong(ctx, `is not between ${least} and ${most}`);
    return value;
  });

export const degrees = (most: number) =>
  z.unknown().transform((cell, ctx): number => {
    const value = typeof cell === 'string' && /^\s*-?\d{1,3}(\.\d{1,20})?\s*$/.test(cell) ? Number(cell) : cell;
    if (typeof value !== 'number' || !(Math.abs(value) <= most)) return wrong(ctx, `is not between -${most} and ${most}`);
    return value;
  });

const yes = new Set(['true', 't', 'yes', 'y', '1', 'on']);
const no = new Set(['false', 'f', 'no', 'n', '0', 'off']);
export const flag = z.unknown().transform((cell, ctx): boolean => {
  const word = String(cell).trim().toLowerCase();
  return yes.has(word) || (no.has(word) ? false : wrong(ctx, 'is neither true nor false'));
});

/** One of the words of an older system, as what it means here. */
export function word<const Meaning extends string>(meanings: Readonly<Record<Meaning, readonly string[]>>) {
  const known = new Map<string, Meaning>();
  for (const meaning in meanings) for (const one of meanings[meaning]) known.set(one, meaning);
  return z.unknown().transform((cell, ctx): Meaning => {
    const found = known.get(String(cell).trim().toLowerCase());
    return found ?? wrong(ctx, 'is a word this import does not know');
  });
}

/** JSON in a cell, or the value itself where the file is JSON. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .transform((cell, ctx): unknown => {
      if (typeof cell !== 'string') return cell;
      try {
        return JSON.parse(cell);
      } catch {
        return wrong(ctx, 'is not JSON');
      }
    })
    .pipe(schema);

const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
/** When WhatsApp began: nothing of it is older. */
const earliest = Date.UTC(2009, 0, 1);
const dayMs = 24 * 3_600_000;

/** ISO 8601 or PostgreSQL's form with a zone, or seconds or milliseconds since 1970. Answers milliseconds. */
export const time = ({ now, assumeUtc }: Times, latest = now + dayMs) =>
  z.unknown().transform((cell, ctx): number => {
    const found = millisecondsOf(cell, assumeUtc);
    if (typeof found === 'string') return wrong(ctx, found);
    if (found < earliest) return wrong(ctx, 'is before 2009');
    if (found > latest) return wrong(ctx, 'is in the future');
    return found;
  });

/** What is wrong, in words, or milliseconds. */
function millisecondsOf(cell: unknown, assumeUtc: boolean): number | string {
  if (typeof cell === 'number' || (typeof cell === 'string' && /^\s*\d{9,13}\s*$/.test(cell))) {
    const number = Number(cell);
    // Seconds have 9 or 10 digits until the year 2286, milliseconds 12 or 13 since 1973.
    return Math.round(number < 1e11 ? number * 1000 : number);
  }
  const match = typeof cell === 'string' ? iso.exec(cell.trim()) : null;
  if (!match) return 'is not a time (as 2026-11-03T14:30:00+02:00)';
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  if (zone === undefined && !assumeUtc) return 'has no time zone (pass --assume-utc if it is UTC)';
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const local = Date.UTC(...parts);
  const back = new Date(local);
  const same = [
    back.getUTCFullYear(),
    back.getUTCMonth(),
    back.getUTCDate(),
    back.getUTCHours(),
    back.getUTCMinutes(),
    back.getUTCSeconds(),
  ];
  if (same.some((value, index) => value !== parts[index])) return 'is not a date of the calendar';
  const offset = offsetOf(zone ?? 'Z');
  return offset === undefined ? 'has no time zone there is' : local + Number(fraction.padEnd(3, '0').slice(0, 3)) - offset;
}

function offsetOf(zone: string): number | undefined {
  if (/^(z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  // https://en.wikipedia.org/wiki/List_of_UTC_offsets
  if (hours * 60 + minutes > 14 * 60 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** A phone number with its country code, in whatever way it is written: the digits. */
export const phone = z.unknown().transform((cell, ctx): string => {
  const written = String(cell)
    .replace(/^whatsapp:/i, '')
    .replace(/@(c\.us|s\.whatsapp\.net)$/i, '')
    // Marks of writing direction come along when numbers are copied out of Arabic or Hebrew text.
    .replace(/[\s().\-\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
  const digits = written.replace(/^(\+|00)/, '');
  if (!/^\d+$/.test(digits)) return wrong(ctx, 'is not a phone number');
  if (digits.startsWith('0')) return wrong(ctx, 'has no country code');
  // https://www.itu.int/rec/T-REC-E.164: at most 15 digits
  if (digits.length < 7 || digits.length > 15) return wrong(ctx, 'is not a phone number');
  return digits;
});

const currencies = new Set(Intl.supportedValuesOf('currency'));
export const currency = z.unknown().transform((cell, ctx): string => {
  const code = String(cell).trim().toUpperCase();
  return currencies.has(code) ? code : wrong(ctx, 'is not an ISO 4217 currency');
});

/** A price as written, `1250.5`, in minor units of its currency, 125050. Undefined: it cannot be written in that currency. */
export function minorUnits(amount: string, code: string): number | undefined {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
  const [, units = '', fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(amount.trim()) ?? [];
  if (units === '' || /[1-9]/.test(fraction.slice(digits))) return undefined;
  return Number(units + fraction.padEnd(digits, '0').slice(0, digits));
}
