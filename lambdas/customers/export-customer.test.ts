import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customers } from '../../contract/customers.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { keepWaiting } from '../_data/annotation.ts';
import { BookingId, bookingItem } from '../_data/booking.ts';
import type { Conversation } from '../_data/conversation.ts';
import { learnAbout } from '../_data/customer.ts';
import { customerAboutUpdate, getCustomerCard } from '../_data/customer-card.ts';
import { entities, entityOf } from '../_data/entities.ts';
import { linkIdentity } from '../_data/identity.ts';
import { addInbound } from '../_data/message.ts';
import { transact } from '../_data/transact.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { exportCustomer, exportedKinds, leftOutKinds } from './export-customer.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const dependencies = (of: TenantTable) => ({
  store: of,
  cursors: async ({ tenant }: TenantTable) => cursorsWith(`key of ${tenant}`),
});
const ask = (conversation: Conversation, cursor?: string, of = store) =>
  exportCustomer(dependencies(of), conversation.customer.id, {
    query: customers.routes.export.query.parse(cursor === undefined ? {} : { cursor }),
    employee: { id: anEmployee(), name: 'Nour' },
    sourceIp: '192.0.2.7',
    requestId: 'r',
    now: noon,
  });
async function everything(conversation: Conversation) {
  const rows = [];
  for (let cursor: string | undefined, pages = 0; pages < 50; pages++) {
    const page = await ask(conversation, cursor);
    if (isProblem(page)) throw new Error(page.code);
    expect(customers.routes.export.response.parse(page)).toEqual(JSON.parse(JSON.stringify(page)));
    rows.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) return rows;
  }
  throw new Error('It never ends');
}

/** A customer with something of every kind, and the mark in all of it. */
async function known(mark: string, messages = 3): Promise<Conversation> {
  const made = await aConversation(store);
  const { id } = made.customer;
  await learnAbout(store, id, { name: `${mark}-profile`, username: `${mark}-user` }, noon + 1);
  const card = await getCustomerCard(store, id);
  if (!card) throw new Error('not there');
  await transact(store, [
    customerAboutUpdate(store, card, { name: `${mark}-own`, notes: `${mark}-notes`, fields: { sign: `${mark}-field` } }),
  ]);
  const other = await aConversation(store);
  for (const [index, one] of [made, other].entries()) {
    await linkIdentity(store, one.channelId, `bsuid:${mark}.${index}`, { customerId: id, conversationId: one.id });
    for (let n = 0; n < messages; n++) {
      await addInbound(store, aText(one, { content: { kind: 'text', text: `${mark}-text-${index}-${n}` }, at: noon + n * 1000 }));
    }
    const at = new Date(noon).toISOString();
    const annotation = { type: 'reaction' as const, target: 't', providerId: `${mark}-waits-${index}`, at, emoji: '👍' };
    await keepWaiting(store, one.id, { annotation, person: 'p' });
  }
  const booking = {
    id: BookingId.parse(ulid(noon)),
    customerId: id,
    startsAt: noon,
    status: 'held',
    notes: `${mark}-booking`,
    version: 1,
  } as const;
  await transact(store, [{ Put: { TableName: store.table, Item: bookingItem(store.tenant, booking) } }]);
  return made;
}

describe('the export of a customer', () => {
  it('names every kind of item that tells of a customer', () => {
    const kinds = entities.filter(({ ofCustomer }) => ofCustomer).map(({ name }) => name);
    expect(
      [...exportedKinds, ...leftOutKinds].toSorted(),
      'A new kind of item tells of a customer: export it in lambdas/customers/export-customer.ts, or say there that it only copies',
    ).toEqual(kinds.toSorted());
  });

  it('is what an independent scan finds of them, and nothing of others', { timeout: 60_000 }, async () => {
    const conversation = await known('canary');
    await known('neighbour');
    const scanned = (await table.scan()).filter(
      (item) => JSON.stringify(item).includes('canary-') || JSON.stringify(item).includes('bsuid:canary'),
    );
    const kinds = new Set(scanned.map(({ pk, sk }) => entityOf({ pk: String(pk), sk: String(sk) })?.name));
    expect([...kinds].toSorted()).toEqual(exportedKinds.filter((kind) => kind !== 'conversation').toSorted());
    const marks = (of: unknown) => new Set(JSON.stringify(of).match(/canary[-.][\w-]+/g));
    const exported = await everything(conversation);
    expect(marks(exported)).toEqual(marks(scanned));
    expect(JSON.stringify(exported)).not.toContain('neighbour');
    expect(exported.filter((row) => row.table === 'conversations')).toHaveLength(2);
  });

  it('has every message of a long thread once, over several pages', { timeout: 60_000 }, async () => {
    const conversation = await known('long', 700);
    const messages = (await everything(conversation)).filter((row) => row.table === 'messages').map((row) => row.row.id);
    expect([messages.length, new Set(messages).size]).toEqual([1_400, 1_400]);
  });

  it('is noted in the audit log once, without anything of the customer', async () => {
    await everything(await known('canary'));
    const log = (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#AUDIT#`));
    expect(log).toMatchObject([{ action: 'customer.exported' }]);
    expect(JSON.stringify(log)).not.toContain('canary');
  });

  it('goes on only where it was, for that customer and business', async () => {
    const [one, two] = [await known('canary'), await known('neighbour')];
    const first = await ask(one);
    const cursor = isProblem(first) ? '' : (first.next ?? '');
    expect(isProblem(await ask(one, cursor))).toBe(false);
    for (const answer of [await ask(two, cursor), await ask(one, `${cursor}A`), await ask(one, cursor, table.of(aTenant()))]) {
      expect(answer).toMatchObject({ code: 'invalid-query' });
    }
    expect(await ask(one, undefined, table.of(aTenant()))).toMatchObject({ code: 'not-found' });
  });
});
