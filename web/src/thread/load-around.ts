import type { Call } from '../api/client.ts';
import { Thread } from './thread-state.ts';

const half = 25;
const perPage = 50;

/** Beyond so many messages the end that is farther away is let go, down to `kept`: whoever reads for hours holds no more. */
export const messagesAtMost = 400;
const kept = 250;
/** Of a thread that nobody reads at its end. */
export const keptOfNewest = 100;

/** A stretch of a thread that does not reach down to the newest message. */
export interface Stretch {
  readonly thread: Thread;
  /** Newer ones follow this message; undefined: it does reach the newest. */
  readonly ceiling: string | undefined;
}

/** The id right after one (`-` is the least sign that an id can have): what is asked for before it includes the one. */
const idAfter = (id: string): string => `${id}-`;

const newestOf = (thread: Thread, otherwise: string): string => thread.newest() ?? otherwise;

/** The messages before and after one, with it. */
export async function loadAround(call: Call, id: string, messageId: string): Promise<Stretch> {
  const params = { id };
  const [before, after] = await Promise.all([
    call('GET /v1/conversations/{id}/messages', { params, query: { limit: half, before: idAfter(messageId) } }),
    call('GET /v1/conversations/{id}/messages', { params, query: { limit: half, after: messageId } }),
  ]);
  const above = Thread.ofPage(before.items, before.more);
  const thread = above.join(Thread.ofNext(after.items));
  return { thread, ceiling: after.more ? newestOf(thread, messageId) : undefined };
}

export async function loadNewer(call: Call, id: string, { thread, ceiling }: Stretch): Promise<Stretch> {
  if (ceiling === undefined) return { thread, ceiling };
  const { items, more } = await call('GET /v1/conversations/{id}/messages', {
    params: { id },
    query: { limit: perPage, after: ceiling },
  });
  const longer = thread.join(Thread.ofNext(items));
  return { thread: longer, ceiling: more ? newestOf(longer, ceiling) : undefined };
}

/** Its beginning alone, once there is too much of it: whoever reads there is far from the newest. */
export function beginningOf(thread: Thread): Stretch | undefined {
  if (thread.messages.size <= messagesAtMost) return undefined;
  const part = thread.oldestPart(kept);
  return { thread: part, ceiling: part.sure };
}

/** Grown upwards. */
export const withoutEnd = (stretch: Stretch): Stretch => beginningOf(stretch.thread) ?? stretch;

/** Grown downwards. */
export function withoutBeginning({ thread, ceiling }: Stretch): Stretch {
  return { thread: thread.messages.size > messagesAtMost ? thread.newestPart(kept) : thread, ceiling };
}

/** With what has been heard of its messages while more of them were loaded. */
export function freshened(grown: Stretch, heard: Stretch): Stretch {
  const { thread } = grown;
  const newer = [...heard.thread.messages].filter(([id, message]) => (thread.messages.get(id) ?? message) !== message);
  return newer.length === 0 ? grown : { ...grown, thread: thread.join(new Thread(new Map(newer))) };
}

/** Whether there is no hole between a stretch and the thread with the newest messages. */
export const meets = ({ thread: { sure }, ceiling }: Stretch, { floor }: Thread): boolean =>
  ceiling === undefined || floor === 'beginning' || (floor !== undefined && sure !== undefined && sure >= floor.id);
