import type { TenantId } from '../../contract/ids.ts';
import type { Conversation } from './conversation-item.ts';
import { inboxPartitionOf, inboxSort, waitingPartition, workPartition } from './keys.ts';

type Placed = Pick<
  Conversation,
  'id' | 'status' | 'mode' | 'assigneeId' | 'since' | 'snoozedUntil' | 'waitingSince' | 'changedAt' | 'inSeq' | 'readSeq'
>;

/** Whose an open conversation is. `ai`: the assistant's alone, which is no work of people. */
const ownerOf = ({ mode, assigneeId }: Placed) => assigneeId ?? (mode === 'ai' ? 'ai' : 'none');

/** Where the indexes have a conversation. Of those that hold keys only, what is absent takes it out of them. */
export function indexKeys(tenant: TenantId, conversation: Placed) {
  const { id, status, since, snoozedUntil, waitingSince, changedAt } = conversation;
  const owner = ownerOf(conversation);
  const work =
    status === 'open' && owner !== 'ai'
      ? ([workPartition(tenant, owner), since] as const)
      : status === 'snoozed' && snoozedUntil !== undefined
        ? ([workPartition(tenant, 'snoozed'), snoozedUntil] as const)
        : undefined;
  const waiting = isWaiting(conversation) ? waitingSince : undefined;
  return {
    gsi1pk: inboxPartitionOf(tenant, id, status),
    gsi1sk: inboxSort(changedAt, id),
    gsi2pk: work?.[0],
    gsi2sk: work && inboxSort(work[1], id),
    gsi3pk: waiting === undefined ? undefined : waitingPartition(tenant),
    gsi3sk: waiting === undefined ? undefined : inboxSort(waiting, id),
    // With `gsi2pk` it is the key of `unread`, and so small because every row has it.
    ur: conversation.inSeq > conversation.readSeq ? '1' : undefined,
  };
}

/** The customer wrote last, and a person is to answer. */
export const isWaiting = ({ status, mode, waitingSince }: Pick<Placed, 'status' | 'mode' | 'waitingSince'>): boolean =>
  status === 'open' && mode !== 'ai' && waitingSince !== undefined;

/** The conversation after a change, with since when it is where it is: what keeps its place keeps the time. */
export const placed = (before: Conversation, after: Conversation, now: number): Conversation =>
  before.status === after.status && ownerOf(before) === ownerOf(after) ? after : { ...after, since: now };
