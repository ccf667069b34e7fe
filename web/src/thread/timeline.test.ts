import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../composer/client-id.ts';
import type { OutboxEntry } from '../composer/outbox.ts';
import { idAt, message } from './test-messages.ts';
import { firstUnread, newestIncoming, timeline } from './timeline.ts';

const noon = Date.parse('2026-11-23T12:00:00.000Z');
const dayKey = (instant: string): string => instant.slice(0, 10);
const minute = 60_000;
const keys = (parts: Parameters<typeof timeline>[0]): string[] => timeline(parts).map(({ key }) => key);
const entry = (clientId: string): OutboxEntry => ({
  clientId,
  conversationId: 'c',
  text: 'x',
  pressedAt: noon,
  state: 'waiting',
});

describe('the rows of a thread', () => {
  it('say each day once and where the unread ones begin', () => {
    const messages = [idAt(noon - 24 * 60 * minute), idAt(noon), idAt(noon + minute)].map((id, seq) => message(id, { seq }));
    const [yesterday, today, last] = messages.map(({ id }) => id);
    expect(keys({ messages, entries: [], unread: firstUnread(messages, 1), dayKey })).toEqual([
      'top',
      'day:2026-11-22',
      yesterday,
      'day:2026-11-23',
      today,
      'unread',
      last,
    ]);
  });

  it('begin a new run for another author, after a pause and after a day', () => {
    const messages = [
      message(idAt(noon), { seq: 1, sender: { waId: '1' } }),
      message(idAt(noon + minute), { seq: 2, sender: { waId: '1' } }),
      message(idAt(noon + 2 * minute), { seq: 3, sender: { waId: '2' } }),
      message(idAt(noon + 9 * minute), { seq: 4, sender: { waId: '2' } }),
    ];
    const firsts = timeline({ messages, entries: [], unread: undefined, dayKey }).flatMap((row) =>
      row.type === 'message' ? [row.first] : [],
    );
    expect(firsts).toEqual([true, false, true, true]);
  });

  it('put events in the middle, not in a bubble', () => {
    const event = message(idAt(noon), { direction: 'event', content: { kind: 'system', event: 'user_changed_number' } });
    const welcome = message(idAt(noon + 1), { content: { kind: 'request_welcome' }, seq: 1 });
    expect(timeline({ messages: [event, welcome], entries: [], unread: undefined, dayKey }).map(({ type }) => type)).toEqual([
      'top',
      'day',
      'event',
      'event',
    ]);
  });

  it('show an unsent message once: gone from the end as soon as the server has it', () => {
    const clientId = '019ab000-0000-7000-8000-000000000001';
    const id = messageIdOf(clientId);
    const waiting = keys({ messages: [], entries: [entry(clientId)], unread: undefined, dayKey });
    expect(waiting).toEqual(['top', id]);
    const sent = message(id, { direction: 'out', status: 'queued' });
    expect(keys({ messages: [sent], entries: [entry(clientId)], unread: undefined, dayKey }).filter((key) => key === id)).toEqual(
      [id],
    );
  });

  it('count unread from the end among what customers sent, and take all when more are unread than loaded', () => {
    const messages = [
      message(idAt(noon), { seq: 1 }),
      message(idAt(noon + 1), { direction: 'out' }),
      message(idAt(noon + 2), { seq: 2 }),
    ];
    expect(firstUnread(messages, 2)).toEqual({ from: messages[0]?.id, count: 2 });
    expect(firstUnread(messages, 9)).toEqual({ from: messages[0]?.id, count: 9 });
    expect(firstUnread(messages, 0)).toBeUndefined();
    expect(newestIncoming(messages)?.id).toBe(messages[2]?.id);
  });
});
