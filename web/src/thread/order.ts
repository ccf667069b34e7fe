import type { Message } from '../../../contract/message.ts';

type Placed = Pick<Message, 'id' | 'sentAt' | 'seq'>;

const secondOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

/**
 * Reading order: by second, inside a second inbound messages in the order they arrived, then by id.
 * What has no arrival number (outbound) follows what has one: otherwise a comparison in a circle is possible.
 */
export function byReadingOrder(a: Placed, b: Placed): number {
  const seconds = secondOf(a.sentAt) - secondOf(b.sentAt);
  if (seconds !== 0) return seconds;
  if (a.seq !== undefined && b.seq !== undefined && a.seq !== b.seq) return a.seq - b.seq;
  if ((a.seq === undefined) !== (b.seq === undefined)) return a.seq === undefined ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
