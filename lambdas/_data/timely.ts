import type { MessageId } from '../../contract/ids.ts';
import { messageTime } from './keys.ts';

const oldestMs = 10 * 60_000;
const futureMs = 60_000;

/** Whether what a client made just now may be written under its client id: docs/data-model.md, client ids. */
export function isTimely(id: MessageId, now: number): boolean {
  const age = now - messageTime(id);
  return age <= oldestMs && age >= -futureMs;
}
