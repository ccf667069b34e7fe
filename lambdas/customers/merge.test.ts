import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customers } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { bodies, type InboundDesk, inboundDesk, textOf } from '../../test/engine/inbound-desk.ts';
import { getConversation, summaryOf } from '../_data/conversation.ts';
import { getCustomerCard } from '../_data/customer-card.ts';
import { undoMs } from '../_data/customer-merge.ts';
import { pageOfMessages } from '../_data/message.ts';
import type { Change } from '../_shared/frames.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { mergeCustomers, previewMerge } from './merge-customers.ts';
import { readCustomer } from './read-customer.ts';
import { undoMerge } from './undo-merge.ts';
import { updateCustomer } from './update-customer.ts';

let table: TestTable;
let here: InboundDesk;
let store: TenantTable;
let pushed: Change[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  here = inboundDesk(table);
  store = here.store;
  pushed = [];
});

const push = async (_store: TenantTable, changes: unknown) => void pushed.push(...(changes as Change[]));
const asked = (ifMatch: number, now = noon) => ({
  ...{ ifMatch, employee: { id: anEmployee(), name: 'Nour' }, sourceIp: '192.0.2.7', requestId: 'r', now },
});
const versionOf = async (id: CustomerId, of = store) => (await getCustomerCard(of, id))?.v ?? 0;
type Keep = Record<string, 'this' | 'other' | 'both'>;
const merge = async (id: CustomerId, other: CustomerId, keep: Keep = {}, of = store) =>
  mergeCustomers({ store: of, push }, id, { other, otherVersion: await versionOf(other), keep }, asked(await versionOf(id)));
const undo = async (id: CustomerId, other: CustomerId, now = noon) =>
  undoMerge({ store, push }, id, other, asked(await versionOf(id), now));
const write = async (id: CustomerId, body: Record<string, unknown>) => {
  const parsed = customers.routes.update.body.parse(body);
  return updateCustomer({ store, push }, id, { body: parsed, ...asked((await known(id)).version) });
};
async function known(id: CustomerId, now = noon) {
  const answer = await readCustomer(store, id, now);
  if (isProblem(answer)) throw new Error(answer.code);
  expect(customers.routes.get.response.parse(answer)).toEqual(JSON.parse(JSON.stringify(answer)));
  return answer;
}

/** Two who wrote, each from a number of their own. */
async function two(): Promise<[CustomerId, CustomerId]> {
  await here.take([textOf(1, 'w1'), textOf(2, 'w2')]);
  const ids = new Map((await here.inbox()).map(({ customer }) => [customer.waId, customer.id]));
  const [one, other] = [ids.get('12025550001'), ids.get('12025550002')];
  if (!one || !other) throw new Error('They did not arrive');
  return [one, other];
}
const rowsOf = async () =>
  new Map(
    (await table.scan())
      .filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#`) && !String(pk).includes('#AUDIT#'))
      .map((item) => [`${item.pk} ${item.sk}`, item]),
  );

describe('merging two customers', () => {
  it('is shown before: names, conversations, what differs and what is gained', async () => {
    const [one, other] = await two();
    await write(one, { notes: 'Evening', tags: ['vip'] });
    await write(other, { notes: 'Morning', email: 'two@example.com', tags: ['vip', 'new'] });
    const before = await rowsOf();
    const preview = await previewMerge(store, one, { other, now: noon });
    expect(customers.routes.previewMerge.response.parse(preview)).toEqual(JSON.parse(JSON.stringify(preview)));
    expect(preview).toMatchObject({
      conflicts: [
        { field: 'name', this: 'Customer 1', other: 'Customer 2' },
        { field: 'notes', this: 'Evening', other: 'Morning' },
      ],
      gets: ['email', 'tags'],
      undoUntil: new Date(noon + undoMs).toISOString(),
    });
    if (isProblem(preview)) throw new Error(preview.code);
    expect(preview.identities.map(({ of, name }) => `${of} ${name}`).toSorted()).toEqual([
      'other bsuid:US.92',
      'other wa:12025550002',
      'this bsuid:US.91',
      'this wa:12025550001',
    ]);
    expect(preview.conversations.map(({ of }) => of).toSorted()).toEqual(['other', 'this']);
    expect(await rowsOf()).toEqual(before);
  });

  it('leaves one customer, with what was chosen, the conversations of both, and a word of it in each', async () => {
    const [one, other] = await two();
    await write(one, { notes: 'Evening', tags: ['vip'] });
    await write(other, { notes: 'Morning', email: 'two@example.com', tags: ['new'] });
    const merged = await merge(one, other, { name: 'other', notes: 'both' });
    expect(merged).toMatchObject({
      ...{ id: one, name: 'Customer 2', notes: 'Evening\n\nMorning', email: 'two@example.com', tags: ['vip', 'new'] },
    });
    for (const id of [one, other]) {
      expect(await known(id)).toMatchObject({ id: one, merged: [{ id: other, name: 'Customer 2', phone: '+12025550002' }] });
    }
    const { conversations } = await known(one);
    expect(conversations.map(({ customer }) => [customer.id, customer.name])).toEqual([
      [one, 'Customer 2'],
      [one, 'Customer 2'],
    ]);
    // Answers go where the customer wrote from.
    expect(conversations.map(({ customer }) => customer.waId).toSorted()).toEqual(['12025550001', '12025550002']);
    for (const { id } of conversations) {
      const { items } = await pageOfMessages(store, id, { limit: 10 });
      expect(items.flatMap(({ content }) => (content.kind === 'work' ? content.event : []))).toEqual(['merged']);
    }
    expect(pushed.filter(({ event }) => event.type === 'conversation.changed').length).toBeGreaterThanOrEqual(2);
    const log = (await table.scan()).filter(
      ({ pk, action }) => String(pk).startsWith(`T#${store.tenant}#AUDIT#`) && action === 'customer.merged',
    );
    expect(log).toMatchObject([{ thing: { id: one }, after: JSON.stringify({ other }) }]);
    expect(JSON.stringify(log)).not.toMatch(/Evening|Morning|example\.com|12025550/);
  });

  it('is refused with itself, for another business, from an old version of either, and when one is merged already', async () => {
    const [one, other] = await two();
    await here.take([textOf(3, 'w3')]);
    const third = (await here.inbox()).find(({ customer }) => customer.waId === '12025550003')?.customer.id;
    if (!third) throw new Error('nobody');
    const before = await rowsOf();
    expect(await merge(one, one)).toMatchObject({ code: 'invalid-body' });
    const foreign = (await aConversation(table.of(aTenant()))).customer.id;
    expect(await merge(one, foreign)).toMatchObject({ code: 'not-found' });
    expect(await merge(one, other, {}, table.of(aTenant()))).toMatchObject({ code: 'not-found' });
    const stale = { other, otherVersion: 7, keep: {} };
    expect(await mergeCustomers({ store, push }, one, stale, asked(9))).toMatchObject({
      ...{ code: 'changed', errors: [{ path: 'this' }, { path: 'other' }] },
    });
    expect(await rowsOf()).toEqual(before);
    await merge(one, other);
    expect(await merge(third, other)).toMatchObject({ code: 'conflict', errors: [{ path: 'other' }] });
    expect(await merge(other, third)).toMatchObject({ code: 'conflict', errors: [{ path: 'id' }] });
    expect(await previewMerge(store, one, { other, now: noon })).toMatchObject({ code: 'conflict' });
    // The same once more finds it done.
    expect(await merge(one, other)).toMatchObject({ id: one });
    expect(await merge(third, one)).toMatchObject({ id: third });
    expect((await known(other)).id).toBe(third);
    expect((await known(third)).conversations).toHaveLength(3);
  });

  it('changes with what is written of either afterwards, everywhere', async () => {
    const [one, other] = await two();
    await merge(one, other);
    await write(other, { name: 'Madame' });
    expect((await known(one)).conversations.map(({ customer }) => customer.name)).toEqual(['Madame', 'Madame']);
    await here.take([textOf(2, 'w3', 60)]);
    expect((await known(one)).conversations.map(({ customer }) => customer.name)).toEqual(['Madame', 'Madame']);
  });
});

describe('undoing a merge', () => {
  it('brings back exactly what was there', async () => {
    const [one, other] = await two();
    await write(one, { notes: 'Evening', tags: ['vip'] });
    await write(other, { name: 'Second', email: 'two@example.com', tags: ['new'] });
    const before = await rowsOf();
    await merge(one, other);
    expect(await undo(one, other)).toMatchObject({ id: one, stayed: [] });
    const after = await rowsOf();
    const known = (rows: Map<string, Record<string, unknown>>) =>
      [...rows].filter(([key, { dir }]) => dir !== 'event' && !key.includes('TEXT')).map(([key, { v: _, ...row }]) => [key, row]);
    expect(known(after)).toEqual(known(before));
    // Sent again, it changes nothing more.
    const again = await rowsOf();
    expect(await undo(one, other)).toMatchObject({ id: one });
    expect(await rowsOf()).toEqual(again);
  });

  it('leaves what somebody changed since, names it, and keeps what came since where it belongs', async () => {
    const [one, other] = await two();
    await write(one, { tags: ['vip'] });
    await write(other, { email: 'two@example.com', country: 'LB', tags: ['new'] });
    await merge(one, other);
    await write(one, { email: 'changed@example.com', tags: ['vip', 'new', 'later'] });
    await here.take([textOf(2, 'since', 60), textOf(1, 'too', 61)]);
    expect(await undo(one, other)).toMatchObject({ email: 'changed@example.com', tags: ['vip', 'later'], stayed: ['email'] });
    expect((await known(one)).country).toBeUndefined();
    expect(await known(other)).toMatchObject({ id: other, email: 'two@example.com', country: 'LB', tags: ['new'], merged: [] });
    const said = async (id: CustomerId) => {
      const { conversations } = await known(id);
      expect(conversations).toHaveLength(1);
      const [{ id: conversation } = { id: undefined }] = conversations;
      if (!conversation) throw new Error('none');
      return bodies(
        (await pageOfMessages(store, conversation, { limit: 20 })).items.filter(({ direction }) => direction === 'in'),
      );
    };
    expect(await said(one)).toEqual(['says w1', 'says too']);
    expect(await said(other)).toEqual(['says w2', 'says since']);
  });

  it('takes the inner of two merges out, whatever was merged later', async () => {
    const [one, other] = await two();
    await here.take([textOf(3, 'w3')]);
    const third = (await here.inbox()).find(({ customer }) => customer.waId === '12025550003')?.customer.id;
    if (!third) throw new Error('nobody');
    await merge(one, other);
    await merge(third, one);
    await undo(one, other);
    expect([(await known(one)).id, (await known(other)).id]).toEqual([third, other]);
    await undo(third, one);
    expect((await known(one)).conversations.map(({ customer }) => customer.id)).toEqual([one]);
    expect([...(await rowsOf()).values()].filter(({ hd, into, has }) => hd ?? into ?? has)).toEqual([]);
  });

  it('is possible for 30 days, from the present version', async () => {
    const [one, other] = await two();
    await merge(one, other);
    expect(await undoMerge({ store, push }, one, other, asked(1))).toMatchObject({ code: 'changed' });
    expect(await undo(one, other, noon + undoMs)).toMatchObject({ code: 'conflict' });
    expect((await known(one, noon + undoMs)).merged).toEqual([]);
    expect(await undo(one, other, noon + undoMs - 1000)).toMatchObject({ id: one });
  });
});

describe('a message that comes while customers are merged and unmerged', () => {
  it('is never lost, and lands with its sender', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('merge', 'undo', 'one', 'other', 'rename', 'restart'), { minLength: 4, maxLength: 9 }),
        async (acts) => {
          here = inboundDesk(table);
          store = here.store;
          const [one, other] = await two();
          const expected = new Map([
            ['1', ['w1']],
            ['2', ['w2']],
          ]);
          await Promise.all(
            acts.map(async (act, index) => {
              switch (act) {
                case 'merge':
                  return merge(one, other);
                case 'undo':
                  return undo(one, other);
                case 'rename':
                  return write(one, { name: `Name ${index}` });
                case 'restart':
                  return here.restart();
                default: {
                  const who = act === 'one' ? 1 : 2;
                  expected.get(String(who))?.push(`m${index}`);
                  const item = textOf(who, `m${index}`, index);
                  // A new profile name each time: the customer's item is written as well.
                  const contact = { ...item.contact, profile: { name: `Profile ${index}` } };
                  return here.take([{ ...item, contact }]);
                }
              }
            }),
          );
          for (const [who, texts] of expected) {
            const rows = (await here.inbox()).filter(({ customer }) => customer.waId === `1202555000${who}`);
            expect(rows).toHaveLength(1);
            const [row] = rows;
            if (!row) throw new Error('no conversation');
            const said = (await pageOfMessages(store, row.id, { limit: 50 })).items.filter(({ direction }) => direction === 'in');
            expect(bodies(said).toSorted()).toEqual(texts.map((text) => `says ${text}`).toSorted());
            expect(row.unread).toBe(texts.length);
          }
          // However it ended, everybody agrees on who is who.
          const [card, part] = await Promise.all([getCustomerCard(store, one), getCustomerCard(store, other)]);
          const isOne = part?.into === one;
          expect(card?.has ?? []).toEqual(isOne ? [other] : []);
          const rows = await Promise.all((await here.inbox()).map(({ id }) => getConversation(store, id)));
          expect(rows.map((row) => row && summaryOf(row).customer.id).toSorted()).toEqual(
            isOne ? [one, one] : [one, other].toSorted(),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
});
