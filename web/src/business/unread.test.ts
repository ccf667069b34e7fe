import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Call } from '../api/client.ts';
import { Unread } from './unread.ts';

const row = (id: number, over: Partial<ConversationSummary> = {}): ConversationSummary =>
  ({ id: String(id), unread: 1, status: 'open', mode: 'human', version: 1, ...over }) as ConversationSummary;

function counting(mine: number, unassigned: number) {
  const asked: string[] = [];
  const timers: (() => void)[] = [];
  const answer = { mine, unassigned };
  const call = ((endpoint: string) => {
    asked.push(endpoint);
    return Promise.resolve({ ...answer });
  }) as unknown as Call;
  const later = (work: () => void) => {
    timers.push(work);
    return () => void timers.splice(timers.indexOf(work), 1);
  };
  const unread = new Unread({ call, me: 'me', later, closing: new AbortController().signal });
  const count = () => unread.count.get();
  return { unread, asked, timers, answer, count };
}

describe('the figure of what is unread', () => {
  it('is the whole, however much of it is loaded, and follows what is pushed without asking', async () => {
    const { unread, asked, count } = counting(50, 3);
    await unread.load();
    expect(count()).toBe(53);
    unread.heard(row(1), row(1, { unread: 0 }));
    expect(count()).toBe(52);
    unread.heard(row(2), row(2, { assigneeId: 'other' as never }));
    expect(count()).toBe(51);
    unread.heard(row(3, { unread: 0 }), row(3));
    unread.heard(row(3), row(3, { unread: 2 }));
    unread.heard(row(4, { mode: 'ai' }), row(4, { mode: 'ai', unread: 2 }));
    expect(count()).toBe(52);
    unread.heard(undefined, row(5));
    unread.heard(undefined, row(6, { mode: 'ai' }));
    expect(count()).toBe(53);
    expect(asked).toHaveLength(1);
  });

  it('is asked for again, once for many, when nobody knows whether something was counted', async () => {
    const { unread, asked, timers, answer, count } = counting(1, 0);
    await unread.load();
    for (let index = 0; index < 20; index++) unread.heard(undefined, row(index, { unread: 3 }));
    unread.heard(undefined, row(30, { unread: 0 }));
    expect([count(), timers.length]).toEqual([1, 1]);
    answer.mine = 9;
    timers[0]?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect([count(), asked.length]).toEqual([9, 2]);
  });

  it('is asked for again when something changed while it was asked for', async () => {
    const { unread, asked, timers, answer, count } = counting(1, 0);
    const asking = unread.load();
    unread.heard(row(1, { unread: 0 }), row(1));
    await asking;
    expect([count(), timers.length]).toEqual([1, 1]);
    answer.mine = 2;
    timers[0]?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect([count(), asked.length, timers.length]).toEqual([2, 2, 0]);
  });

  it('beyond what the API counts stays as it is until the API is asked again', async () => {
    const { unread, timers, count } = counting(0, 100);
    await unread.load();
    unread.heard(row(1), row(1, { unread: 0 }));
    expect([count(), timers.length]).toEqual([100, 1]);
  });
});
