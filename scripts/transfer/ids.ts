import { createHash } from 'node:crypto';
import { MessageId } from '../../contract/ids.ts';
import { inboundMessageId, messageTime } from '../../lambdas/_data/keys.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const ulid = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * The id of something from its id in the old system: the same each time, so that a second import meets what the first one wrote.
 * Ids that are ours already, as in an export, stay.
 */
export function idFrom(kind: 'customer' | 'conversation' | 'service' | 'booking' | 'channel', old: string): string {
  if (ulid.test(old)) return old;
  const bytes = createHash('sha256').update(`frontdesk import\n${kind}\n${old}`).digest();
  let text = '0';
  for (const byte of bytes.subarray(0, 25)) text += alphabet.charAt(byte & 31);
  return text;
}

/**
 * With the provider's id the key that its webhook would make, so that a repeated webhook meets the imported message. Else the old
 * id stands in for it.
 */
export function messageIdFrom(old: string, at: number, providerId: string | undefined): MessageId {
  const own = MessageId.safeParse(old);
  if (own.success && messageTime(own.data) === at) return own.data;
  return inboundMessageId(at, providerId ?? `frontdesk import\n${old}`);
}
