import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A lower-case ULID: 48 bits of time, 80 random bits. Parse it with the id schema it is for. */
export const ulid = (now: number): string => digits(now, 10) + random(16);

let made = 0;

/**
 * A ULID that sorts after those that this process made in the same millisecond before: a counter stands before 60 random bits.
 * What two processes make in one millisecond is in no particular order.
 */
export const ulidInOrder = (now: number): string => digits(now, 10) + digits(made++ % 32 ** 4, 4) + random(12);

function digits(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = alphabet.charAt(rest % 32) + text;
  return text;
}

function random(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += alphabet.charAt(byte & 31);
  return text;
}

/** The same 128 bits in a ULID's letters: a UUID version 7 becomes an id that sorts by its time as well. */
export function ulidOfUuid(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit++, rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
