/** `0:07`, `12:30`, `1:02:03`: as a player shows it, in digits of the reader's language. */
export function clockOf(ms: number, locale: string): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const digits = (value: number, least: number): string =>
    new Intl.NumberFormat(locale, { minimumIntegerDigits: least, useGrouping: false }).format(value);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${digits(minutes, hours > 0 ? 2 : 1)}:${digits(seconds % 60, 2)}`;
  return hours > 0 ? `${digits(hours, 1)}:${rest}` : rest;
}

/** How long something is, to the nearest second; nothing that can be heard lasts none. */
export const lengthOf = (ms: number, locale: string): string =>
  clockOf(ms === 0 ? 0 : Math.max(1000, Math.round(ms / 1000) * 1000), locale);

/** Where a key takes a slider that is `lastsMs` long; undefined: it is no key of a slider. */
export function keySeek(key: string, atMs: number, lastsMs: number): number | undefined {
  const step = Math.max(1000, Math.round(lastsMs / 60));
  const page = Math.max(step, Math.round(lastsMs / 10));
  const to: Readonly<Record<string, number>> = {
    // Time runs to the right in every language.
    ArrowRight: atMs + step,
    ArrowUp: atMs + step,
    ArrowLeft: atMs - step,
    ArrowDown: atMs - step,
    PageUp: atMs + page,
    PageDown: atMs - page,
    Home: 0,
    End: lastsMs,
  };
  const wanted = to[key];
  return wanted === undefined ? undefined : Math.min(lastsMs, Math.max(0, wanted));
}
