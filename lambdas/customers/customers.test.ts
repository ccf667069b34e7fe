import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CustomerField } from '../../contract/customer-fields.ts';
import { customers } from '../../contract/customers.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aCustomer, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { type Conversation, getConversation, saveConversation, summaryOf } from '../_data/conversation.ts';
import { withInbound } from '../_data/conversation-changes.ts';
import { customerFieldsPut } from '../_data/customer-fields.ts';
import { linkIdentity } from '../_data/identity.ts';
import { transact } from '../_data/transact.ts';
import type { Change } from '../_shared/frames.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { changeFields } from './customer-fields.ts';
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
  await transact(store, [customerFieldsPut(store, { fields: [], version: 0 }, fields)]);
});

const text = (id: string): CustomerField => ({ id, name: { en: id }, kind: 'text' });
const choices = [{ id: 'red', name: { en: 'Red' } }];
const fields: CustomerField[] = [
  text('birthday'),
  text('sign'),
  { id: 'visits', name: { en: 'Visits' }, kind: 'number' },
  { id: 'since', name: { en: 'Since' }, kind: 'date' },
  { id: 'colour', name: { en: 'Colour' }, kind: 'choice', choices },
];

const push = async (_store: TenantTable, changes: unknown) => void pushed.push(...(changes as Change[]));
const update = (body: Record<string, unknown>, ifMatch = 1, of = store) => {
  const asked: Asked = {
    body: customers.routes.update.body.parse(body),
    ...{ ifMatch, employee: { id: anEmployee(), name: 'Nour' }, sourceIp: '192.0.2.7', requestId: 'r', now: noon },
  };
  return updateCustomer({ store: of, push }, conversation.customer.id, asked);
};
async function read() {
  const answer = await readCustomer(store, conversation.customer.id, noon);
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
    expect(await readCustomer(other, conversation.customer.id, noon)).toMatchObject({ code: 'not-found' });
    expect(await update({ name: 'X' }, 1, other)).toMatchObject({ code: 'not-found' });
    expect(await readCustomer(store, aCustomer(), noon)).toMatchObject({ code: 'not-found' });
    expect((await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${other.tenant}#`))).toEqual([]);
  });
});

describe('what is written down', () => {
  it('is changed in part and taken away by null', async () => {
    await update(everything);
    await update({ notes: null, tags: [], name: null, country: 'TR' }, 2);
    const { email, language, fields } = everything;
    const { conversations, merged, version, id, ...rest } = await read();
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

describe('fields of the business’s own', () => {
  const errorsOf = async (values: Record<string, string>, ifMatch = 1) => {
    const answer = await update({ fields: values }, ifMatch);
    return isProblem(answer) ? (answer.errors ?? []).map(({ path }) => path) : answer.fields;
  };

  it('take what fits their kind, and nothing else', async () => {
    expect(await errorsOf({ visits: '12', since: '2026-02-28', colour: 'red', sign: 'Leo' })).toEqual({
      ...{ visits: '12', since: '2026-02-28', colour: 'red', sign: 'Leo' },
    });
    const wrong = { visits: 'many', since: '2026-02-30', colour: 'blue', nothing: 'x' };
    expect(await errorsOf(wrong, 2)).toEqual(Object.keys(wrong).map((id) => `fields.${id}`));
    expect(await errorsOf({ sign: '' }, 2)).toBeUndefined();
  });

  it('that are not defined any more keep their value, or lose it', async () => {
    await errorsOf({ sign: 'Leo', birthday: '3 May' });
    const by = { employee: { id: anEmployee(), name: 'Nour' }, sourceIp: '192.0.2.7', requestId: 'r', now: noon };
    expect(await changeFields(store, fields.slice(2), { ...by, ifMatch: 1 })).toMatchObject({ version: 2 });
    expect(await errorsOf({ sign: 'Leo', birthday: '4 May' }, 2)).toEqual(['fields.birthday']);
    expect(await errorsOf({ sign: 'Leo', visits: '3' }, 2)).toEqual({ sign: 'Leo', visits: '3' });
    // Defined anew they are as they were; nobody changes the kind of one, or overwrites a colleague.
    const other = fields.map((field) => (field.id === 'visits' ? { ...field, kind: 'date' as const } : field));
    expect(await changeFields(store, other, { ...by, ifMatch: 2 })).toMatchObject({ errors: [{ path: 'fields.2.kind' }] });
    expect(await changeFields(store, fields, { ...by, ifMatch: 1 })).toMatchObject({ code: 'changed' });
    expect(await changeFields(store, fields.slice(2), { ...by, ifMatch: 1 })).toMatchObject({ version: 2 });
    const without = [{ id: 'a', name: { en: 'A' }, kind: 'choice' as const }];
    expect(await changeFields(store, without, { ...by, ifMatch: 2 })).toMatchObject({ errors: [{ path: 'fields.0.choices' }] });
  });
});
