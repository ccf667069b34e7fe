import type { EmployeeId } from '../../contract/ids.ts';
import type { LabelId } from '../../contract/labels.ts';
import { moved } from './conversation-changes.ts';
import type { Conversation } from './conversation-item.ts';
import { placed } from './conversation-place.ts';
import { messageTime } from './keys.ts';

/**
 * What people do with a conversation: each answers the conversation after it, or the same object when it is so already.
 * Times are milliseconds.
 */
type Change = Partial<Pick<Conversation, 'mode' | 'assigneeId' | 'status' | 'snoozedUntil' | 'waitingSince' | 'labels'>>;

function changed(read: Conversation, change: Change, now: number): Conversation {
  const next = { ...read, ...moved(read, now), ...change };
  const handed = next.mode !== read.mode || next.assigneeId !== read.assigneeId;
  return placed(read, { ...next, epoch: read.epoch + (handed ? 1 : 0) }, now);
}

/** When people begin to answer what the assistant has left unanswered, the customer waits for them since then. */
function waitingForPeople({ waitingSince, status, lastMessage }: Conversation): number | undefined {
  if (waitingSince !== undefined || status === 'resolved') return waitingSince;
  return lastMessage?.direction === 'in' ? messageTime(lastMessage.id) : undefined;
}

/** It comes back to the inbox: who takes a conversation over is about to answer. */
export function takenOver(read: Conversation, me: EmployeeId, now: number): Conversation {
  if (read.mode === 'human' && read.assigneeId === me && read.status === 'open') return read;
  const waitingSince = waitingForPeople(read);
  return changed(read, { mode: 'human', assigneeId: me, status: 'open', snoozedUntil: undefined, waitingSince }, now);
}

/** The assistant’s conversations are nobody's; with its suggestions it stays whose it is. */
export function handedBack(read: Conversation, mode: 'ai' | 'hybrid', now: number): Conversation {
  const assigneeId = mode === 'ai' ? undefined : read.assigneeId;
  if (read.mode === mode && read.assigneeId === assigneeId) return read;
  return changed(read, { mode, assigneeId, waitingSince: mode === 'ai' ? undefined : waitingForPeople(read) }, now);
}

export const assigned = (read: Conversation, to: EmployeeId | undefined, now: number): Conversation =>
  read.assigneeId === to ? read : changed(read, { assigneeId: to }, now);

export const snoozed = (read: Conversation, until: number, now: number): Conversation =>
  read.status === 'snoozed' && read.snoozedUntil === until
    ? read
    : changed(read, { status: 'snoozed', snoozedUntil: until }, now);

export const resolved = (read: Conversation, now: number): Conversation =>
  read.status === 'resolved'
    ? read
    : changed(read, { status: 'resolved', snoozedUntil: undefined, waitingSince: undefined }, now);

export const reopened = (read: Conversation, now: number): Conversation =>
  read.status === 'open' ? read : changed(read, { status: 'open', snoozedUntil: undefined }, now);

/** Its time has come; one that was put aside again meanwhile stays so. */
export const woken = (read: Conversation, now: number): Conversation =>
  read.status === 'snoozed' && (read.snoozedUntil ?? 0) <= now ? reopened(read, now) : read;

export const mostLabels = 10;

/** In the order in which they were put on. It does not move in the inbox. */
export function labelled(
  read: Conversation,
  { add, remove }: { readonly add: readonly LabelId[]; readonly remove: readonly LabelId[] },
): Conversation | 'too-many' {
  const kept = read.labels.filter((label) => !remove.includes(label));
  const labels = [...new Set([...kept, ...add.filter((label) => !remove.includes(label))])];
  if (labels.length > mostLabels) return 'too-many';
  if (labels.join() === read.labels.join()) return read;
  return { ...read, labels, version: read.version + 1 };
}
