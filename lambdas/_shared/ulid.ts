import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A lower-case ULID: 48 bits of time, 80 random bits. Parse it with the id schema it is for. */
export function ulid(now: number): string {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time;
  let random = '';
  for (const byte of randomBytes(16)) random += alphabet.charAt(byte & 31);
  return time + random;
}

/** The same 128 bits in a ULID's letters: a UUID version 7 becomes an id that sorts by its time as well. */
export function ulidOfUuid(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit++, rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
