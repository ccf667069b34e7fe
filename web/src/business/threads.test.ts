import { describe, expect, it } from 'vitest';
import type { Call } from '../api/client.ts';
import type { Stretch } from '../thread/load-around.ts';
import { idAt, message } from '../thread/test-messages.ts';
import { Thread } from '../thread/thread-state.ts';
import { makeQueries, stretchesKey, threadKey } from './queries.ts';
import { Threads } from './threads.ts';

const business = 'b';
const conversation = '01jd0000000000000000000001';
const all = Array.from({ length: 300 }, (_, index) => message(idAt(1_700_000_000_000 + index * 1000)));
const last = all.at(-1) ?? message(idAt(0));

function opened() {
  const queries = makeQueries();
  const call = (() => Promise.reject(new Error('Nothing is asked for here'))) as unknown as Call;
  const threads = new Threads({ call, queries, business });
  queries.setQueryData(threadKey(business, conversation), Thread.ofPage(all, false));
  const size = () => threads.get(conversation)?.messages.size;
  return { queries, threads, size };
}

describe('threads', () => {
  it('let go of all but the end, and go on joining what comes', () => {
    const { threads, size } = opened();
    threads.shorten(conversation, 100);
    expect(size()).toBe(100);
    threads.put(message(idAt(1_700_000_400_000)));
    expect(size()).toBe(101);
    expect(threads.get(conversation)?.shown()[0]).toBe(all[200]);
  });

  it('that are left behind keep their end only, the open one keeps what it has', () => {
    const { threads, size } = opened();
    threads.look(conversation);
    expect(size()).toBe(300);
    threads.look(undefined);
    expect(size()).toBe(300);
    threads.look('another');
    expect(size()).toBe(100);
  });

  it('tell a stretch far from the newest of its own messages only', () => {
    const { queries, threads } = opened();
    const key = [...stretchesKey(business, conversation), ''];
    const thread = Thread.ofPage(all.slice(0, 50), true);
    queries.setQueryData<Stretch>(key, { thread, ceiling: thread.sure });
    const gone = { ...(all[10] ?? last), deletedAt: '2026-11-23T10:00:00.000Z' };
    threads.put(gone);
    threads.put(message(idAt(1_700_000_400_000)));
    const stretch = queries.getQueryData<Stretch>(key);
    expect(stretch?.thread.messages.get(gone.id)?.deletedAt).toBe(gone.deletedAt);
    expect(stretch?.thread.messages.size).toBe(50);
    threads.remove(conversation);
    expect(queries.getQueryData(key)).toBeUndefined();
    expect(threads.get(conversation)).toBeUndefined();
  });
});
