import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Me } from '../../../contract/session.ts';
import { countWaiting } from '../business/unread.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { idAt, message } from '../thread/test-messages.ts';
import { Thread } from '../thread/thread-state.ts';
import { keepMe, keptForMs, keptMe, messagesAtMost, rowsAtMost, rowsToKeep, threadOf, threadToKeep } from './kept.ts';

const row = (id: number, over: Partial<ConversationSummary> = {}): ConversationSummary =>
  ({
    id: String(id),
    version: 1,
    unread: 1,
    status: 'open',
    mode: 'human',
    changedAt: new Date(id * 1000).toISOString(),
    ...over,
  }) as unknown as ConversationSummary;

describe('what is kept on a device', () => {
  it('are the conversations with the newest activity', () => {
    const rows = Array.from({ length: rowsAtMost + 5 }, (_, index) => row(index));
    const kept = rowsToKeep(Inbox.ofRows(rows));
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([rowsAtMost, String(rowsAtMost + 4), '5']);
  });

  it('are the last messages, which come back without a hole and without pretending to be all', () => {
    const all = Array.from({ length: messagesAtMost + 3 }, (_, index) => message(idAt(1000 + index)));
    const kept = threadToKeep(Thread.ofPage(all, false), 7);
    expect([kept?.at, kept?.messages.length, kept?.messages[0]?.id, kept?.whole]).toEqual([7, messagesAtMost, idAt(1003), false]);
    const back = kept && threadOf(kept);
    expect(back?.shown().length).toBe(messagesAtMost);
    expect(back?.floor).toEqual({ id: idAt(1003) });
    const short = threadToKeep(Thread.ofPage(all.slice(0, 2), false), 7);
    expect(short && threadOf(short).floor).toBe('beginning');
    const part = threadToKeep(Thread.ofPage(all.slice(0, 2), true), 7);
    expect(part && threadOf(part).floor).toEqual({ id: idAt(1000) });
  });

  it('is nothing of a conversation whose newest messages were never loaded', () => {
    expect(threadToKeep(new Thread().withMessage(message(idAt(5))), 7)).toBeUndefined();
  });

  it('tells who one is for a week after the server has last said so', () => {
    const storage = memoryStorage();
    const me = { email: 'sara@example.com', memberships: [] } as unknown as Me;
    keepMe(storage, me, 1000);
    expect(keptMe(storage, 1000 + keptForMs - 1)).toEqual({ at: 1000, me });
    expect(keptMe(storage, 1000 + keptForMs)).toBeUndefined();
    // A clock that was set back.
    expect(keptMe(storage, 999)).toBeUndefined();
    storage.setItem('frontdesk:mine:me', '{');
    expect(keptMe(storage, 1000)).toBeUndefined();
  });
});

describe('the number on the icon', () => {
  it('counts what waits for this person: theirs, and nobody’s that the assistant does not answer', () => {
    const assigneeId = (id: string) => ({ assigneeId: id }) as Partial<ConversationSummary>;
    const rows = [
      row(1, assigneeId('me')),
      row(2),
      row(3, assigneeId('other')),
      row(4, { mode: 'ai' }),
      row(5, { unread: 0 }),
      row(6, { status: 'resolved' }),
      row(7, { ...assigneeId('me'), mode: 'ai' }),
    ];
    expect(countWaiting(rows, 'me')).toBe(3);
  });
});
