import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { search } from '../../contract/search.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aCustomer, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { inBulk } from '../../test/engine/in-bulk.ts';
import { annotate } from '../_data/annotation.ts';
import { keepMarks } from '../_data/find.ts';
import { monthOf } from '../_data/keys.ts';
import { addInbound, type NewInboundMessage } from '../_data/message.ts';
import { indexedWords, keepText, noteTextMonths, textOf } from '../_data/search-text.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { searchCustomers } from './search-customers.ts';
import { searchMessages } from './search-messages.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const dependencies = { cursors: async ({ tenant }: TenantTable) => cursorsWith(`key of ${tenant}`) };
const query = (given: Record<string, unknown>) => search.routes.messages.query.parse(given);
const ask = (given: Record<string, unknown>, of = store) => searchMessages(dependencies, of, query(given), noon);
async function page(given: Record<string, unknown>) {
  const answer = await ask(given);
  if (isProblem(answer)) throw new Error(answer.detail);
  expect(search.routes.messages.response.parse(answer)).toEqual(JSON.parse(JSON.stringify(answer)));
  return answer;
}

/** Written and indexed, as the worker leaves it. */
async function said(text: string, at = noon, conversation?: Awaited<ReturnType<typeof aConversation>>) {
  const message = aText(conversation ?? (await aConversation(store)), { content: { kind: 'text', text }, at });
  await addInbound(store, message);
  await index(message);
  return message;
}
async function index(message: NewInboundMessage) {
  const place = { conversationId: message.conversationId, messageId: message.id };
  await keepText(store, place, { words: indexedWords(textOf(message.content)), at: 0 });
  await noteTextMonths(store, new Set([monthOf(Number(message.id.slice(0, 13)))]));
}
/** Only in the index, so that looking is all that costs. */
async function indexMany(count: number, words: string) {
  const conversation = await aConversation(store);
  const at = (n: number) => noon - 30 * 86_400_000 - n * 1000;
  const all = Array.from({ length: count }, (_, n) => aText(conversation, { at: at(n) }));
  await inBulk(store, async (bulk) => {
    for (const { id, conversationId } of all) await keepText(bulk, { conversationId, messageId: id }, { words, at: 0 });
  });
  await noteTextMonths(store, new Set([monthOf(at(0)), monthOf(at(count))]));
}

describe('messages', () => {
  it('are answered newest first with their conversation and the place of the words', async () => {
    const old = await said('Is the Walnut desk — the big one — still there?', noon - 200 * 86_400_000);
    const late = await said('walnut, please');
    await said('oak');
    const { items, next } = await page({ q: 'WALNUT' });
    expect(items.map(({ message }) => message.id)).toEqual([late.id, old.id]);
    expect(items[1]).toMatchObject({
      conversation: { id: old.conversationId, customer: { name: 'Sara Whitfield' } },
      message: { content: { text: 'Is the Walnut desk — the big one — still there?' } },
      snippet: 'Is the Walnut desk — the big one — still there?',
      spans: [{ start: 7, end: 13 }],
    });
    expect(next).toBeUndefined();
  });

  it('are found in Arabic with vowel marks and in Turkish', async () => {
    const arabic = await said('هَلْ قِرَاءَةُ الفِنْجَانِ مُتَاحَة؟');
    const turkish = await said('DİŞ AĞRISI için randevu', noon + 1000);
    for (const q of ['فنجان', 'الفنجان متاحه', 'قِراءة']) {
      expect((await page({ q })).items.map(({ message }) => message.id)).toEqual([arabic.id]);
    }
    for (const q of ['diş', 'dis agrisi', 'RANDEVU', 'ağrısı']) {
      expect((await page({ q })).items.map(({ message }) => message.id)).toEqual([turkish.id]);
    }
  });

  it('of another business are never found', async () => {
    await said('walnut');
    expect(await ask({ q: 'walnut' }, table.of(aTenant()))).toEqual({ items: [] });
  });

  it('that were edited or deleted before the index heard of it do not show what they said', async () => {
    const conversation = await aConversation(store);
    const edited = await said('walnut one', noon, conversation);
    const deleted = await said('walnut two', noon + 1000, conversation);
    const kept = await said('walnut three', noon + 2000, conversation);
    const event = { target: '', providerId: 'wamid.e', at: new Date(noon + 5000).toISOString() };
    const content = { kind: 'text' as const, text: 'oak' };
    await annotate(store, conversation.id, edited.id, { type: 'edit', content, ...event }, 'p');
    await annotate(store, conversation.id, deleted.id, { type: 'revoke', ...event }, 'p');
    expect((await page({ q: 'walnut' })).items.map(({ message }) => message.id)).toEqual([kept.id]);
    // Nothing is lost when a page is filled with others.
    expect((await page({ q: 'walnut', limit: 1 })).items.map(({ message }) => message.id)).toEqual([kept.id]);
  });

  it('come once each, whatever the size of a page', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) ids.push((await said('walnut', noon - n * 40 * 86_400_000)).id);
    ids.push((await said('walnut', noon - 8 * 40 * 86_400_000 - 1000)).id);
    for (const limit of [1, 2, 3, 10, 50]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await page({ q: 'walnut', limit, ...(cursor && { cursor }) });
        expect(items.length).toBeLessThanOrEqual(limit);
        seen.push(...items.map(({ message }) => message.id));
        cursor = next;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids);
    }
  });

  it('go on only with a cursor of this question and this business', async () => {
    await said('walnut one');
    await said('walnut two', noon + 1000);
    const { next: cursor = '' } = await page({ q: 'walnut', limit: 1 });
    expect(isProblem(await ask({ q: 'Walnut', limit: 1, cursor }))).toBe(false);
    const refused = [
      await ask({ q: 'oak', cursor }),
      await ask({ q: 'walnut', cursor: `${cursor}A` }),
      await ask({ q: 'walnut', cursor: '' }),
      await ask({ q: 'walnut', cursor }, table.of(aTenant())),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ code: 'invalid-query', errors: [{ path: 'cursor' }] });
  });

  it('that are rare cost a bounded part of the texts for each call, and are found in the end', { timeout: 60_000 }, async () => {
    const rare = await said('the walnut', noon - 300 * 86_400_000);
    await indexMany(6_000, `the ${'other words '.repeat(20)}`);
    await said('the newest');
    table.consumed();
    const first = await page({ q: 'walnut' });
    expect(first.items).toEqual([]);
    expect(first.next).toBeDefined();
    expect(table.consumed().read).toBeLessThan(400);
    let second = await page({ q: 'walnut', cursor: first.next });
    for (let calls = 0; second.next !== undefined && calls < 5; calls++)
      second = await page({ q: 'walnut', cursor: second.next });
    expect(second.items.map(({ message }) => message.id)).toEqual([rare.id]);
    expect(second.next).toBeUndefined();
    // What is everywhere is found without reading everything.
    table.consumed();
    expect((await page({ q: 'the', limit: 1 })).items).toHaveLength(1);
    expect(table.consumed().read).toBeLessThan(15);
  });
});

describe('customers', () => {
  const named = async (name: string, changedAt: number, waId?: string) => {
    const conversation = await aConversation(store, { changedAt });
    await keepMarks(store, conversation.customer.id, { names: [name], waId });
    return conversation;
  };
  const found = async (q: string, limit?: number, of = store) => {
    const answer = await searchCustomers(of, search.routes.customers.query.parse({ q, limit }));
    expect(search.routes.customers.response.parse(answer)).toEqual(JSON.parse(JSON.stringify(answer)));
    return answer.items.map(({ id }) => id);
  };

  it('are answered with their conversations, the one that moved last first', async () => {
    const one = await named('Sara Haddad', noon);
    const two = await named('Sarah Khoury', noon + 5000, '9613123456');
    await named('Nour', noon);
    expect(await found('sara')).toEqual([two.id, one.id]);
    expect(await found('sara', 1)).toHaveLength(1);
    expect(await found('03 123 456')).toEqual([two.id]);
    expect(await found('sara', 20, table.of(aTenant()))).toEqual([]);
  });

  it('cost the same however many there are', { timeout: 60_000 }, async () => {
    const wanted = await named('Walnut Desk', noon, '9613999999');
    const cost = async (q: string) => {
      table.consumed();
      expect(await found(q)).toEqual([wanted.id]);
      return table.consumed().read;
    };
    const [name, number] = [await cost('walnut'), await cost('+9613999')];
    await inBulk(store, async (bulk) => {
      for (let n = 0; n < 3_000; n++) {
        await keepMarks(bulk, aCustomer(), { names: [`Sara ${n}`], waId: `9620${100_000 + n}` });
      }
    });
    expect([await cost('walnut'), await cost('+9613999')]).toEqual([name, number]);
  });
});
