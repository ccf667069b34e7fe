import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customers } from '../../contract/customers.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aCustomer, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { type Conversation, getConversation, saveConversation, summaryOf } from '../_data/conversation.ts';
import { withInbound } from '../_data/conversation-changes.ts';
import { linkIdentity } from '../_data/identity.ts';
import type { Change } from '../_shared/frames.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readCustomer } from './read-customer.ts';
import { type Asked, updateCustomer } from './update-customer.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let pushed: Change[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store);
  pushed = [];
});

const push = async (_store: TenantTable, changes: unknown) => void pushed.push(...(changes as Change[]));
const update = (body: Record<string, unknown>, ifMatch = 1, of = store) => {
  const asked: Asked = {
    body: customers.routes.update.body.parse(body),
    ...{ ifMatch, employee: { id: anEmployee(), name: 'Nour' }, sourceIp: '192.0.2.7', requestId: 'r', now: noon },
  };
  return updateCustomer({ store: of, push }, conversation.customer.id, asked);
};
async function read() {
  const answer = await readCustomer(store, conversation.customer.id);
  if (isProblem(answer)) throw new Error(answer.code);
  expect(customers.routes.get.response.parse(answer)).toEqual(JSON.parse(JSON.stringify(answer)));
  return answer;
}
const log = async () =>
  (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#AUDIT#`)).map(({ after }) => after);

const everything = {
  name: 'Madame Sara',
  email: 'sara@example.com',
  language: 'ar',
  country: 'LB',
  tags: ['vip', 'tarot'],
  notes: 'Prefers the evening',
  fields: { birthday: '3 May', sign: 'Taurus' },
};

describe('a customer', () => {
  it('is what the provider says and what was written down, with every conversation once', async () => {
    const second = await aConversation(store, { changedAt: noon + 5 });
    const known = { customerId: conversation.customer.id, conversationId: conversation.id };
    await linkIdentity(store, conversation.channelId, 'bsuid:1', known);
    await linkIdentity(store, second.channelId, 'bsuid:1', { ...known, conversationId: second.id });
    expect(await update(everything)).toMatchObject({ ...everything, version: 2 });
    const answer = await read();
    expect(answer).toMatchObject({ ...everything, version: 2 });
    expect(answer.conversations.map(({ id }) => id)).toEqual([second.id, conversation.id]);
  });

  it('of another business, or of nobody, is not there', async () => {
    const other = table.of(aTenant());
    expect(await readCustomer(other, conversation.customer.id)).toMatchObject({ code: 'not-found' });
    expect(await update({ name: 'X' }, 1, other)).toMatchObject({ code: 'not-found' });
    expect(await readCustomer(store, aCustomer())).toMatchObject({ code: 'not-found' });
    expect((await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${other.tenant}#`))).toEqual([]);
  });
});

describe('what is written down', () => {
  it('is changed in part and taken away by null', async () => {
    await update(everything);
    await update({ notes: null, tags: [], name: null, country: 'TR' }, 2);
    const { email, language, fields } = everything;
    const { conversations, version, id, ...rest } = await read();
    expect(version).toBe(3);
    expect(JSON.parse(JSON.stringify(rest))).toEqual({ email, language, fields, country: 'TR' });
  });

  it('is changed by one of two who saw the same', async () => {
    const both = await Promise.all([update({ notes: 'one' }), update({ notes: 'two' })]);
    expect(both.filter(isProblem)).toMatchObject([{ code: 'changed' }]);
    expect(await update({ notes: 'three' }, 1)).toMatchObject({ code: 'changed' });
  });

  it('sent again after its answer was lost is answered, and written once', async () => {
    const first = await update(everything);
    expect(await update(everything)).toEqual(first);
    expect(await log()).toHaveLength(1);
  });

  it('is in the audit log by the names of its fields alone', async () => {
    await update(everything);
    await update({ email: null }, 2);
    const rows = (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#AUDIT#`));
    expect(JSON.stringify(rows)).not.toMatch(/Madame|sara@|vip|evening|Taurus/);
    const fields = rows.map(({ after }) => JSON.parse(String(after)).fields.toSorted());
    expect(fields).toEqual([['country', 'email', 'fields', 'language', 'name', 'notes', 'tags'], ['email']]);
  });
});

describe('the business’s own name for a customer', () => {
  it('is the one that the inbox shows, is pushed, and stays when messages come', async () => {
    await update({ name: 'Madame Sara' });
    expect(pushed).toMatchObject([
      { to: 'everyone', event: { conversation: { id: conversation.id, customer: { name: 'Madame Sara' } } } },
    ]);
    const renamed = await getConversation(store, conversation.id);
    if (!renamed) throw new Error('not there');
    expect(renamed.version).toBe(2);
    // As `inbound` does when the profile says another name.
    const said = {
      id: '1795165200000-abcdefgh' as never,
      direction: 'in' as const,
      content: { kind: 'text' as const, text: 'hi' },
    };
    const next = withInbound({ ...renamed, customer: { ...renamed.customer, name: 'sara w' } }, said, noon);
    await saveConversation(store, renamed, next);
    expect((await read()).conversations[0]?.customer.name).toBe('Madame Sara');
    await update({ name: null }, 2);
    expect((await read()).conversations[0]?.customer.name).toBe('sara w');
  });

  it('is not overwritten by a message that was being taken in', async () => {
    const before = await getConversation(store, conversation.id);
    if (!before) throw new Error('not there');
    await update({ name: 'Madame Sara' });
    expect(await saveConversation(store, before, { ...before, version: before.version + 1 })).toBe('conflict');
    const now = await getConversation(store, conversation.id);
    expect(now && summaryOf(now).customer.name).toBe('Madame Sara');
  });

  it('that is not changed tells nobody', async () => {
    await update({ notes: 'x' });
    expect(pushed).toEqual([]);
  });
});
