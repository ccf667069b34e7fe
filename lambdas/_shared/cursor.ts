import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hands out places in lists, and takes back only what it gave out, for the same list asked in the same way. */
export interface Cursors {
  /** `asked`: the list and what narrows it; `place`: where it goes on. */
  give(asked: unknown, place: string): string;
  /** Undefined: not one of ours, or of another list, question or business. */
  take(asked: unknown, cursor: string): string | undefined;
}

/** 128 bits: nobody guesses one in the life of a list. */
const macBytes = 16;

/**
 * Bound to the business by the key, which is made and kept for that business only, and to the question by what is signed.
 * Names in the place are readable by who asks: they come from the list that was just answered.
 */
export function cursorsWith(key: Buffer | string): Cursors {
  const mac = (asked: unknown, place: string): Buffer =>
    createHmac('sha256', key)
      .update(`${JSON.stringify(sorted(asked))}\n${place}`)
      .digest()
      .subarray(0, macBytes);
  return {
    give: (asked, place) => `${Buffer.from(place).toString('base64url')}.${mac(asked, place).toString('base64url')}`,
    take: (asked, cursor) => {
      const [body = '', tag = '', ...more] = cursor.split('.');
      const place = Buffer.from(body, 'base64url').toString();
      const given = Buffer.from(tag, 'base64url');
      // Letters that decode to the same bytes are not what was given out.
      const canonical = given.toString('base64url') === tag && Buffer.from(place).toString('base64url') === body;
      if (more.length > 0 || !canonical || given.length !== macBytes) return undefined;
      return timingSafeEqual(given, mac(asked, place)) ? place : undefined;
    },
  };
}

/** The same question in whatever order its parts come; absent parts count as such. */
function sorted(asked: unknown): unknown {
  if (Array.isArray(asked)) return asked.map(sorted);
  if (typeof asked !== 'object' || asked === null) return asked;
  const entries = Object.entries(asked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => [name, sorted(value)]),
  );
}
