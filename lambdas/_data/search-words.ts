/**
 * How words are compared when somebody searches: without case, accents, Arabic vowel marks and the letters that people write one
 * way or another. The index and the question both go through here, so they always mean the same.
 */
export interface Folded {
  /** Letters, digits and symbols as they are compared; a space for everything else. */
  readonly text: string;
  /** Of each UTF-16 unit of `text`: from where to where in the original it comes from. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Letters that Unicode does not take apart, or that are the same to who searches. */
const sameLetters: Readonly<Record<string, string>> = {
  ...{ ı: 'i', ß: 'ss', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', æ: 'ae', œ: 'oe', ς: 'σ' },
  // Alef maksura and the Persian ya, ta marbuta, alef wasla, and letters as Persian and Urdu keyboards have them.
  ...{ ى: 'ي', ی: 'ي', ة: 'ه', ہ: 'ه', ھ: 'ه', ۀ: 'ه', ٱ: 'ا', ک: 'ك' },
};

const dropped = /[\p{Mn}\p{Cf}\u0640]/u;
const kept = /[\p{L}\p{N}\p{Mc}\p{So}\p{Sc}]/u;
const digit = /\p{Nd}/u;

/** Zeros of the world's digits are at a multiple of ten from the digit, so its value is what is above its block's zero. */
function digitOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  let zero = point;
  while (point - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}

function foldCharacter(character: string): string {
  let folded = '';
  // Taken apart twice: a small letter may come apart where its capital did not.
  for (const part of character.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (dropped.test(part)) continue;
    const same = sameLetters[part];
    if (same !== undefined) folded += same;
    else if (digit.test(part)) folded += /[0-9]/.test(part) ? part : digitOf(part);
    else folded += kept.test(part) ? part : ' ';
  }
  return folded;
}

const seen = new Map<string, string>();

function foldOnce(character: string): string {
  const known = seen.get(character);
  if (known !== undefined) return known;
  const folded = foldCharacter(character);
  // Bounded: there are more than a million characters, and a business uses some hundreds.
  if (seen.size < 5_000) seen.set(character, folded);
  return folded;
}

export function fold(original: string): Folded {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  let at = 0;
  for (const character of original.toWellFormed()) {
    const end = at + character.length;
    const folded = foldOnce(character);
    // A mark belongs to the letter before it.
    if (folded === '' && to.length > 0 && !text.endsWith(' ')) to[to.length - 1] = end;
    for (let unit = 0; unit < folded.length; unit++) {
      from.push(at);
      to.push(end);
    }
    text += folded;
    at = end;
  }
  return { text, from, to };
}

/** Each once, in the order of the text. */
export const wordsOf = (original: string): readonly string[] => [
  ...new Set(
    fold(original)
      .text.split(' ')
      .filter((word) => word !== ''),
  ),
];

/** More would make the question to the table longer, and find no less. */
const mostAsked = 8;
const longestAsked = 60;

/** The words of a question, without those that another one contains: whoever has the longer one has both. */
export function askedWords(question: string): readonly string[] {
  const words = wordsOf(question)
    .map((word) => word.slice(0, longestAsked).toWellFormed())
    .toSorted((one, other) => other.length - one.length);
  return words.filter((word, index) => !words.slice(0, index).some((longer) => longer.includes(word))).slice(0, mostAsked);
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the words stand in the original, in order, those that touch joined. Undefined: one of them does not. */
export function placesOf(words: readonly string[], original: string): readonly Span[] | undefined {
  const { text, from, to } = fold(original);
  const spans: Span[] = [];
  for (const word of words) {
    let at = text.indexOf(word);
    if (at < 0) return undefined;
    for (; at >= 0; at = text.indexOf(word, at + word.length)) {
      spans.push({ start: from[at] ?? 0, end: to[at + word.length - 1] ?? 0 });
    }
  }
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

const before = 40;
const length = 160;

/** The part of a text around the first place, and the places in it. Cut between characters, and marked where it was cut. */
export function snippetOf(original: string, places: readonly Span[]): { snippet: string; spans: Span[] } {
  const first = places[0]?.start ?? 0;
  const isInside = (at: number): boolean => /[\uDC00-\uDFFF]/.test(original.charAt(at));
  const start = first <= before ? 0 : first - before - Number(isInside(first - before));
  const end = Math.min(original.length, start + length + Number(isInside(start + length)));
  const [lead, trail] = [start > 0 ? '…' : '', end < original.length ? '…' : ''];
  const shift = lead.length - start;
  const spans = places
    .filter((span) => span.start < end)
    .map((span) => ({ start: span.start + shift, end: Math.min(span.end, end) + shift }));
  return { snippet: `${lead}${original.slice(start, end)}${trail}`, spans };
}
