export type Piece = { readonly text: string; readonly href?: string };

// Bounded repetitions only: a hostile text must not make this slow.
const candidate =
  /\bhttps?:\/\/[^\s<>"'`]{1,2000}|\bwww\.[^\s<>"'`]{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b/giu;
const closing = /[.,;:!?)\]}»”’…،؛؟]+$/u;

/** Addresses a person may follow. Anything but http, https and mailto is left as text: `javascript:` must never be a link. */
export function safeHref(address: string): string | undefined {
  const given = /^www\./i.test(address) ? `https://${address}` : address;
  if (!URL.canParse(given)) return undefined;
  const url = new URL(given);
  if (url.protocol === 'mailto:') return url.href;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // user:password@host is how a link pretends to lead elsewhere.
  return url.username || url.password ? undefined : url.href;
}

/** Cuts a text into plain pieces and links; put together they are the text again. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const found = trimmed(match[0]);
    const href = safeHref(!found.includes('://') && found.includes('@') ? `mailto:${found}` : found);
    if (href === undefined) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Without the punctuation of the sentence around it; a bracket that was opened inside stays. */
function trimmed(address: string): string {
  const bare = address.replace(closing, '');
  const rest = address.slice(bare.length);
  return rest.startsWith(')') && bare.split('(').length > bare.split(')').length ? `${bare})` : bare;
}

/** A place on a map, from numbers only. */
export function mapHref(latitude: number, longitude: number): string | undefined {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  return `https://www.google.com/maps/search/?api=1&query=${latitude}%2C${longitude}`;
}
