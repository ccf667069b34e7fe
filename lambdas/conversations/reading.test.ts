import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conversations, type View } from '../../contract/conversations.ts';
import { LabelId } from '../../contract/labels.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { keepWaiting } from '../_data/annotation.ts';
import { addInbound } from '../_data/message.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { listInbox, oneConversation, pageOfThread } from './reading.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const me = anEmployee();
const desk = () => ({ store, push: async () => undefined, now: noon });
const inbox = async (query: { limit?: number; before?: string; changedAfter?: string; view?: View } = {}) => {
  const page = await listInbox(desk(), me, { limit: 50, ...query });
  if (isProblem(page)) throw new Error(page.code);
  // What goes out fits the contract.
  expect(conversations.routes.list.response.parse(page)).toEqual(JSON.parse(JSON.stringify(page)));
  return page;
};
const several = async (count: number) => {
  const made = [];
  for (let index = 0; index < count; index++) made.push(await aConversation(store, { changedAt: noon + index * 60_000 }));
  return made.map(({ id }) => id);
};

describe('the inbox', () => {
  it('is the newest activity first, over all its partitions and in pages', async () => {
    const ids = await several(11);
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await inbox({ limit: 3, ...(before !== undefined && { before }) });
      seen.push(...page.items.map(({ id }) => id));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });
  it('is of one business', async () => {
    await several(2);
    store = table.of(aTenant());
    expect(await inbox()).toEqual({ items: [], next: undefined, now: new Date(noon).toISOString() });
  });
  it('tells what changed since a cursor, oldest first', async () => {
    const ids = await several(6);
    const { items } = await inbox();
    const cursor = items.find(({ id }) => id === ids[2])?.cursor;
    const changed = await inbox({ ...(cursor !== undefined && { changedAfter: cursor }) });
    expect(changed.items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.slice(3)));
    expect(changed.items.map(({ id }) => id)).not.toContain(ids[0]);
    expect(changed.items.at(-1)?.id).toBe(ids[5]);
  });
  it('takes one cursor, and only as it was given', async () => {
    const refused = async (query: Record<string, string>) => {
      const page = await listInbox(desk(), me, { limit: 50, ...query });
      return isProblem(page) ? [page.code, page.errors?.[0]?.path] : 'answered';
    };
    expect(await refused({ before: 'x' })).toEqual(['invalid-query', 'before']);
    expect(await refused({ changedAfter: "'; DROP" })).toEqual(['invalid-query', 'changedAfter']);
    expect(await refused({ before: 'x', changedAfter: 'x' })).toEqual(['invalid-query', 'changedAfter']);
  });
});

describe('a view of the inbox', () => {
  it('is what was asked for, and the whole inbox when nothing was', async () => {
    const mine = await aConversation(store, { mode: 'human', assigneeId: me });
    const done = await aConversation(store, { status: 'resolved', changedAt: noon + 1 });
    const ids = async (query: Parameters<typeof inbox>[0]) => (await inbox(query)).items.map(({ id }) => id);
    expect(await ids({})).toEqual([mine.id]);
    expect(await ids({ view: 'mine' })).toEqual([mine.id]);
    expect(await ids({ view: 'ai' })).toEqual([]);
    expect(await ids({ view: 'resolved' })).toEqual([done.id]);
    const changed = await inbox({ changedAfter: `${'0'.repeat(13)}-${'0'.repeat(26)}` });
    expect(changed.items.map(({ id }) => id)).toEqual([mine.id, done.id]);
  });
  it('does not go together with what changed since', async () => {
    const changedAfter = `${'0'.repeat(13)}-${'0'.repeat(26)}`;
    for (const other of [{ view: 'all' as const }, { label: LabelId.parse('01jd00000000000000000000a1') }]) {
      const page = await listInbox(desk(), me, { limit: 50, changedAfter, ...other });
      expect(isProblem(page) && page.code).toBe('invalid-query');
    }
  });
  it('has what is due in it, and says when the next one is; later pages do not ask', async () => {
    const due = await aConversation(store, { status: 'snoozed', snoozedUntil: noon });
    await aConversation(store, { status: 'snoozed', snoozedUntil: noon + 60_000 });
    const page = await inbox({});
    expect(page.items.map(({ id, status }) => [id, status])).toEqual([[due.id, 'open']]);
    expect(page.wakesAt).toBe('2026-11-20T09:01:00.000Z');
    expect((await inbox({ before: page.items[0]?.cursor ?? '' })).wakesAt).toBeUndefined();
  });
});

describe('a conversation and its thread', () => {
  it('are not found in another business, nor when there are none', async () => {
    const { id } = await aConversation(store);
    expect(await oneConversation(store, id)).toMatchObject({ id });
    const other = table.of(aTenant());
    const answers = [await oneConversation(other, id), await pageOfThread(other, id, { limit: 50 })];
    expect(answers.map((answer) => (isProblem(answer) ? answer.code : 'found'))).toEqual(['not-found', 'not-found']);
  });
  it('are read from the newest page on, with what waits on that page only', async () => {
    const conversation = await aConversation(store);
    const texts = Array.from({ length: 7 }, (_, index) => aText(conversation, { seq: index + 1, at: noon + index * 1000 }));
    for (const text of texts) await addInbound(store, text);
    const annotation = {
      type: 'reaction' as const,
      target: 'wamid.not-here',
      providerId: 'wamid.r',
      at: new Date(noon).toISOString(),
      emoji: '👍',
    };
    await keepWaiting(store, conversation.id, { annotation, person: 'p' });
    const page = async (query: Omit<Parameters<typeof pageOfThread>[2], 'limit'>) => {
      const found = await pageOfThread(store, conversation.id, { limit: 3, ...query });
      if (isProblem(found)) throw new Error(found.code);
      return { ids: found.items.map(({ id }) => id), more: found.more, waiting: found.waiting };
    };
    const ids = texts.map(({ id }) => id);
    expect(await page({})).toEqual({ ids: ids.slice(4), more: true, waiting: [annotation] });
    expect(await page({ before: ids[4] })).toEqual({ ids: ids.slice(1, 4), more: true, waiting: [] });
    expect(await page({ after: ids[4] })).toEqual({ ids: ids.slice(5), more: false, waiting: [] });
    expect(await pageOfThread(store, conversation.id, { limit: 3, before: ids[1], after: ids[1] })).toMatchObject({
      code: 'invalid-query',
    });
  });
});
