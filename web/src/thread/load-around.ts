import type { Call } from '../api/client.ts';
import { Thread } from './thread-state.ts';

const half = 25;
const perPage = 50;

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
