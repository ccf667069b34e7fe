import type { Message } from '../../../contract/message.ts';

type Placed = Pick<Message, 'id' | 'sentAt' | 'seq'>;

/** Instants are UTC with milliseconds, so their texts order as they do. */
const secondOf = (instant: string): string => instant.slice(0, 19);

/**
 * Reading order: by second, inside a second inbound messages in the order they arrived, then by id.
 * What has no arrival number (outbound) follows what has one: otherwise a comparison in a circle is possible.
 */
export function byReadingOrder(a: Placed, b: Placed): number {
  const [before, after] = [secondOf(a.sentAt), secondOf(b.sentAt)];
  if (before !== after) return before < after ? -1 : 1;
  if (a.seq !== undefined && b.seq !== undefined && a.seq !== b.seq) return a.seq - b.seq;
  if ((a.seq === undefined) !== (b.seq === undefined)) return a.seq === undefined ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
