import { createHash, randomBytes, randomInt } from 'node:crypto';

/**
 * A message id with the inner layout of the real ones: the customer's number, the direction and a random part in base64.
 * Inbound ids carry 20 hex digits that start with 3A, outbound ones 18.
 */
export function wamid(customer: string, direction: 'in' | 'out'): string {
  const name = Buffer.from(customer, 'utf8');
  const random = direction === 'in' ? `3A${randomBytes(9).toString('hex')}` : randomBytes(9).toString('hex');
  const tail = Buffer.from(random.toUpperCase(), 'ascii');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, name.length]),
    name,
    Buffer.from([0x15, 0x02, 0x00, direction === 'in' ? 0x12 : 0x11, 0x18, tail.length]),
    tail,
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}

/** Calling codes of the places the demo businesses hear from; everybody else is filed under US. */
const countries: readonly (readonly [prefix: string, country: string])[] = [
  ['966', 'SA'],
  ['971', 'AE'],
  ['961', 'LB'],
  ['20', 'EG'],
  ['33', 'FR'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['90', 'TR'],
];

/** The business-scoped user id of a number: the same within a business portfolio, another one in the next. */
export function businessScopedId(wabaId: string, waId: string): string {
  const country = countries.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'US';
  const hash = createHash('sha256').update(`${wabaId}/${waId}`).digest();
  const digits = hash.readBigUInt64BE(0).toString().padStart(20, '1').slice(0, 20);
  return `${country}.${digits}`;
}

export const traceId = (): string => `A${randomBytes(16).toString('base64url')}`;

/** 16 digits, like the provider's. */
export const mediaId = (): string => `${randomInt(1, 10)}${String(randomInt(1e7, 1e8))}${String(randomInt(1e6, 1e7))}`;
