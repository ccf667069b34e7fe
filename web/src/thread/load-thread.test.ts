import { describe, expect, it } from 'vitest';
import type { Message } from '../../../contract/message.ts';
import type { Call, Input } from '../api/client.ts';
import { loadOlder, loadThread } from './load-thread.ts';
import { idAt, message } from './test-messages.ts';

type Query = Input<'GET /v1/conversations/{id}/messages'>['query'];

function server(count: number) {
  const messages: Message[] = Array.from({ length: count }, (_, index) =>
    message(idAt(1_700_000_000_000 + index * 1000), { seq: index }),
  );
  const asked: Query[] = [];
  const call = async (_: string, { query }: { query?: Query }) => {
    asked.push(query);
    const limit = Number(query?.limit ?? 50);
    const found = messages.filter(({ id }) => query?.before === undefined || id < query.before);
    return { items: found.slice(-limit), more: found.length > limit, waiting: [] };
  };
  const add = (more: number): void => {
    const from = messages.length;
    for (let index = from; index < from + more; index++)
      messages.push(message(idAt(1_700_000_000_000 + index * 1000), { seq: index }));
  };
  return { messages, asked, add, call: call as unknown as Call };
}

describe('loading a thread', () => {
  it('begins with the newest page and goes up to the beginning', async () => {
    const { messages, asked, call } = server(120);
    let thread = await loadThread(call, 'c', undefined);
    expect(asked).toHaveLength(1);
    for (let page = 0; page < 3; page++) thread = await loadOlder(call, 'c', thread);
    expect(thread.shown()).toEqual(messages);
    expect(thread.floor).toBe('beginning');
    expect(asked).toHaveLength(3);
  });

  it('leaves no hole after a long absence, and looks again at messages whose ticks may have moved', async () => {
    const { messages, asked, add, call } = server(200);
    const known = await loadThread(call, 'c', undefined);
    add(430);
    const old = messages[180];
    if (!old) throw new Error('there are 200 messages');
    messages[180] = { ...old, editedAt: '2026-11-23T00:00:00.000Z' };
    asked.length = 0;
    const thread = known.join(await loadThread(call, 'c', known));
    expect(thread.shown().map(({ id }) => id)).toEqual(messages.slice(150).map(({ id }) => id));
    expect(thread.messages.get(old.id)?.editedAt).toBe('2026-11-23T00:00:00.000Z');
    expect(asked.length).toBeLessThan(12);
  });

  it('leaves no hole when the newest message was pushed before the thread was looked at again', async () => {
    const { messages, add, call } = server(200);
    const known = await loadThread(call, 'c', undefined);
    add(430);
    const newest = messages.at(-1);
    if (!newest) throw new Error('there are 630 messages');
    const pushed = known.withMessage(newest);
    const thread = pushed.join(await loadThread(call, 'c', pushed));
    expect(thread.shown()).toEqual(messages.slice(150));
  });

  it('begins anew with the end after thousands of messages, and shows nothing from before the hole', async () => {
    const { messages, asked, add, call } = server(200);
    const known = await loadThread(call, 'c', undefined);
    add(5000);
    asked.length = 0;
    const fresh = await loadThread(call, 'c', known);
    expect(asked).toHaveLength(40);
    for (const joined of [known.join(fresh), fresh.join(known)]) {
      expect(joined.shown()).toEqual(messages.slice(-2000));
      const older = await loadOlder(call, 'c', joined);
      expect(older.shown()).toEqual(messages.slice(-2050));
    }
  });

  it('asks for one page when nothing but the end is known and nothing came', async () => {
    const { asked, call } = server(200);
    const known = await loadThread(call, 'c', undefined);
    asked.length = 0;
    await loadThread(call, 'c', known);
    expect(asked).toHaveLength(1);
  });
});
