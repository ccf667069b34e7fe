import type { Call } from '../api/client.ts';
import { Thread } from './thread-state.ts';

const perPage = 50;
const refreshPagesAtMost = 3;
/** Further back than this a thread begins anew with its end: nobody waits for thousands of messages to read the last ones. */
const catchUpPagesAtMost = 40;

/** Of a message id, which begins with 13 digits of milliseconds. */
const secondOf = (id: string): string => id.slice(0, 10);

async function page(call: Call, id: string, before: string | undefined, limit: number): Promise<Thread> {
  const query = before === undefined ? { limit } : { limit, before };
  const { items, more } = await call('GET /v1/conversations/{id}/messages', { params: { id }, query });
  return Thread.ofPage(items, more, before);
}

/**
 * The newest messages. When some were known before (the connection was away), goes back until it meets what is known without a
 * hole (never only the newest: that one may have been pushed a moment ago), and a little further, because statuses of older ones
 * may have moved.
 */
export async function loadThread(call: Call, id: string, known: Thread | undefined): Promise<Thread> {
  const sure = known?.sure;
  let thread = await page(call, id, undefined, perPage);
  for (let count = 1; sure !== undefined && typeof thread.floor === 'object' && count < catchUpPagesAtMost; count++) {
    // Inside one second keys are in no particular order.
    const met = secondOf(thread.floor.id) < secondOf(sure);
    const coversKnown = typeof known?.floor === 'object' && thread.floor.id <= known.floor.id;
    if (met && (coversKnown || count >= refreshPagesAtMost)) break;
    thread = await loadOlder(call, id, thread);
  }
  return thread;
}

/** The page above what is loaded. */
export async function loadOlder(call: Call, id: string, thread: Thread): Promise<Thread> {
  if (typeof thread.floor !== 'object') return thread;
  return thread.join(await page(call, id, thread.floor.id, perPage));
}
