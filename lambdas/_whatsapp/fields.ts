/** An object of the provider's, of which nothing is certain. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (from: Fields, name: string): Fields | undefined => {
  const value = from[name];
  return isFields(value) ? value : undefined;
};

/** Well above every limit of the provider; keeps what is stored under DynamoDB's 400 KB whatever comes. */
const ordinaryLength = 2_048;
export const textLength = 65_536;

/**
 * Text as it came: invisible, directional and control characters stay. Only half of a surrogate pair, which no store or
 * wire can hold, becomes U+FFFD. Numbers are taken as their digits. An empty text is a text.
 */
export function textOf(from: Fields, name: string, longest = ordinaryLength): string | undefined {
  const value = from[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.slice(0, longest).toWellFormed() : undefined;
}

/** A text that says something. */
export const nameOf = (from: Fields, name: string): string | undefined => textOf(from, name) || undefined;

export function numberOf(from: Fields, name: string): number | undefined {
  const value = from[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export const flagOf = (from: Fields, name: string): boolean | undefined => {
  const value = from[name];
  return typeof value === 'boolean' ? value : undefined;
};

const longestList = 200;

export const listOf = (from: Fields, name: string): Fields[] => {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isFields).slice(0, longestList) : [];
};

/** Seconds, as a number or its digits, to milliseconds; within what a date and a message key can hold. */
export function timeOf(from: Fields, name: string): number | undefined {
  const seconds = numberOf(from, name);
  return seconds !== undefined && Number.isInteger(seconds) && seconds > 0 && seconds < 1e10 ? seconds * 1000 : undefined;
}

export const instant = (ms: number): string => new Date(ms).toISOString();
