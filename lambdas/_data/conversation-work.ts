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
type Change = Partial<
  Pick<Conversation, 'mode' | 'assigneeId' | 'status' | 'snoozedUntil' | 'waitingSince' | 'labels' | 'answeredSeq' | 'streak'>
>;

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
  const waitingSince = mode === 'ai' ? undefined : waitingForPeople(read);
  // It goes on with what comes next: what made it hand over before is not said again by giving it back.
  const since = mode === 'ai' ? { answeredSeq: read.inSeq, streak: undefined } : {};
  return changed(read, { mode, assigneeId, waitingSince, ...since }, now);
}

/** Nobody has said anything for long: the assistant answers what the customer wrote since, `asked` messages. */
export const returned = (read: Conversation, asked: number, now: number): Conversation =>
  changed(
    read,
    { mode: 'ai', assigneeId: undefined, waitingSince: undefined, answeredSeq: read.inSeq - asked, streak: undefined },
    now,
  );

/**
 * The assistant leaves it to people: nobody's, and waiting since the customer wrote. What it says to the customer then (`said`) is
 * no answer. `seq`: up to which message of the customer that is. Nobody has interfered: what it said before still counts.
 */
export function handedOver(read: Conversation, seq: number, said: Conversation, now: number): Conversation {
  const waitingSince = waitingForPeople(read) ?? now;
  const left = { mode: 'human', assigneeId: undefined, waitingSince, answeredSeq: seq, streak: undefined } as const;
  return { ...changed(said, left, now), epoch: read.epoch };
}

/**
 * Somebody of the business wrote to the customer on its phone (`said`: the conversation with that): what the assistant is about to
 * say is not said, and it leaves the conversation to people. The customer waits on only where what was written on the phone came late.
 */
export function answeredOnPhone(read: Conversation, said: Conversation, now: number): Conversation {
  const late = said.lastMessage?.id === read.lastMessage?.id;
  const mode = read.mode === 'ai' ? 'human' : read.mode;
  const waitingSince = late ? waitingForPeople(read) : undefined;
  const next = changed(said, { mode, waitingSince, answeredSeq: late ? read.answeredSeq : read.inSeq }, now);
  return { ...next, epoch: read.epoch + 1 };
}

/** Whoever is given what the assistant has is to answer it. */
export function assigned(read: Conversation, to: EmployeeId | undefined, now: number): Conversation {
  if (read.assigneeId === to) return read;
  if (to === undefined || read.mode !== 'ai') return changed(read, { assigneeId: to }, now);
  return changed(read, { mode: 'human', assigneeId: to, waitingSince: waitingForPeople(read) }, now);
}

/** By turn, without anybody's doing: what was said to the customer when it was handed over still counts. */
export const givenOut = (read: Conversation, to: EmployeeId, now: number): Conversation => ({
  ...assigned(read, to, now),
  ...(read.mode === 'human' && { epoch: read.epoch }),
});

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
