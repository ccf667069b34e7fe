import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConversationId, MessageId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, aText, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import {
  type Conversation,
  changeConversation,
  changedAfter,
  getConversation,
  listConversations,
  markRead,
  saveConversation,
  summaryOf,
} from './conversation.ts';
import { withInbound } from './conversation-changes.ts';
import { addInbound } from './message.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
});
afterAll(() => table.close());

const hear = async (conversation: Conversation, at: number, now = at): Promise<MessageId> => {
  const text = aText(conversation, { at });
  await changeConversation(store, conversation.id, (read) => withInbound(read, text, now));
  return text.id;
};

describe('the conversation row', () => {
  it('comes back as it was written, and reads as a summary', async () => {
    const written = await aConversation(store, { groupId: undefined });
    const read = await getConversation(store, written.id);
    expect(read).toEqual(written);
    expect(summaryOf(written)).toMatchObject({
      id: written.id,
      unread: 0,
      mode: 'ai',
      status: 'open',
      customer: { name: 'Sara Whitfield', phone: '+12025550143' },
      changedAt: '2026-11-20T09:00:00.000Z',
    });
  });

  it('is not there for another business', async () => {
    const written = await aConversation(store);
    expect(await getConversation(table.of(aTenant()), written.id)).toBeUndefined();
  });

  it('costs 3 write units to move and stays under 1 KB with a long Arabic preview and a full list of recent messages', async () => {
    const conversation = await aConversation(store, { assigneeId: undefined });
    for (let minute = 0; minute < 8; minute++) await hear(conversation, noon + minute * 60_000);
    table.consumed();
    const arabic = 'كم سعر المكتب رقم وهل التوصيل مجاني داخل الرياض'.repeat(3);
    const text = aText(conversation, { at: noon + 3_600_000, content: { kind: 'text', text: arabic } });
    await changeConversation(store, conversation.id, (read) => withInbound(read, text, noon));
    expect(table.consumed()).toEqual({ read: 1, write: 3 });
  });

  it('refuses to be saved over somebody else’s change', async () => {
    const read = await aConversation(store);
    const text = aText(read);
    expect(await saveConversation(store, read, withInbound(read, text, noon))).toBe('saved');
    expect(await saveConversation(store, read, withInbound(read, aText(read), noon))).toBe('conflict');
    expect((await getConversation(store, read.id))?.inSeq).toBe(1);
  });

  it('counts every message when many writers meet', async () => {
    const conversation = await aConversation(store);
    await Promise.all(Array.from({ length: 12 }, (_, index) => hear(conversation, noon + index * 1000)));
    const after = await getConversation(store, conversation.id);
    expect(after).toMatchObject({ inSeq: 12, version: 13 });
    expect(after?.recent).toHaveLength(8);
  });
});

describe('reading', () => {
  it('marks up to a message, never back, and not what came later', async () => {
    const conversation = await aConversation(store);
    const texts = [0, 1, 2].map((second) => aText(conversation, { at: noon + second * 1000, seq: second + 1 }));
    for (const text of texts) {
      await addInbound(store, text);
      await changeConversation(store, conversation.id, (read) => withInbound(read, text, noon));
    }
    const unreadAfter = async (index: number) => {
      const read = await markRead(store, conversation.id, texts[index]?.id ?? MessageId.parse(''));
      return read && summaryOf(read).unread;
    };
    expect(await unreadAfter(1)).toBe(1);
    expect(await unreadAfter(0)).toBe(1);
    expect(await unreadAfter(2)).toBe(0);
  });

  it('does not move the conversation in the inbox', async () => {
    const conversation = await aConversation(store);
    const text = aText(conversation, { seq: 1 });
    await addInbound(store, text);
    await changeConversation(store, conversation.id, (read) => withInbound(read, text, noon));
    const before = await getConversation(store, conversation.id);
    const after = await markRead(store, conversation.id, text.id);
    expect(after?.changedAt).toBe(before?.changedAt);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
  });

  it('knows no conversation of another business', async () => {
    const conversation = await aConversation(store);
    expect(await markRead(table.of(aTenant()), conversation.id, aText(conversation).id)).toBeUndefined();
  });
});

describe('the inbox', () => {
  it('pages newest first, and each page goes on where the one before ended', async () => {
    const own = table.of(aTenant());
    const made: ConversationId[] = [];
    for (let index = 0; index < 11; index++) made.push((await aConversation(own, { changedAt: noon + index * 1000 })).id);
    const seen: ConversationId[] = [];
    let before: string | undefined;
    do {
      const page = await listConversations(own, { limit: 4, before });
      if (page === 'bad-cursor') throw new Error('own cursor refused');
      expect(page.items.length).toBeLessThanOrEqual(4);
      seen.push(...page.items.map(({ id }) => id));
      before = page.next;
    } while (before);
    expect(seen).toEqual(made.toReversed());
  });

  it('tells what changed since a cursor, oldest change first, looking back 5 s', async () => {
    const own = table.of(aTenant());
    const early = await aConversation(own, { changedAt: noon });
    const justBefore = await aConversation(own, { changedAt: noon + 57_000 });
    const cursorOwner = await aConversation(own, { changedAt: noon + 60_000 });
    const later = await aConversation(own, { changedAt: noon + 90_000 });
    const page = await changedAfter(own, { limit: 10, cursor: summaryOf(cursorOwner).cursor });
    if (page === 'bad-cursor') throw new Error('own cursor refused');
    expect(page.items.map(({ id }) => id)).toEqual([justBefore.id, cursorOwner.id, later.id]);
    expect(page.items.map(({ id }) => id)).not.toContain(early.id);
  });

  it('gets through more changes in 5 s than fit one page', async () => {
    const own = table.of(aTenant());
    for (let index = 0; index < 7; index++) await aConversation(own, { changedAt: noon + index });
    const first = await changedAfter(own, {
      limit: 3,
      cursor: summaryOf(await aConversation(own, { changedAt: noon + 7 })).cursor,
    });
    const seen: string[] = [];
    let page = first;
    while (page !== 'bad-cursor') {
      seen.push(...page.items.map(({ id }) => id));
      if (!page.next) break;
      page = await changedAfter(own, { limit: 3, cursor: page.next });
    }
    expect(new Set(seen).size).toBe(8);
    expect(seen).toHaveLength(8);
  });

  it.each(['', 'x', '0000000000000', `${noon}-../`, `${noon}-${'0'.repeat(25)}i`])('refuses the cursor %j', async (cursor) => {
    expect(await listConversations(store, { limit: 1, before: cursor })).toBe('bad-cursor');
    expect(await changedAfter(store, { limit: 1, cursor })).toBe('bad-cursor');
  });
});
