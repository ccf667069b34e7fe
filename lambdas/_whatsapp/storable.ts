import type { Content } from '../../contract/message.ts';
import { type Fields, isFields } from './fields.ts';

/** JSON inside JSON, written by whoever made the flow. */
export function answersOf(json: string | undefined): Record<string, unknown> | undefined {
  if (json === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    return isFields(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** Where DynamoDB's 400 KB would be near, the rest of the message needing its share. */
const largestContent = 300_000;
const rawBytes = 8_192;

/** What came, as JSON, cut to what may be kept of it. Undefined: nested too deep to be written. */
export function rawOf(message: Fields): string | undefined {
  try {
    // toString of cut UTF-8 ends in U+FFFD at worst.
    return Buffer.from(JSON.stringify(message)).subarray(0, rawBytes).toString('utf8').slice(0, rawBytes);
  } catch {
    return undefined;
  }
}

/** Content that fits a table item, or undefined. Serialising fails on what is nested too deep. */
export function storable(content: Content | undefined): Content | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(content) ?? '') > largestContent ? undefined : content;
  } catch {
    return undefined;
  }
}
