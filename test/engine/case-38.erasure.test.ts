import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../contract/ids.ts';
import { BookingId, bookingItem } from '../../lambdas/_data/booking.ts';
import { getConversation } from '../../lambdas/_data/conversation.ts';
import { getAnyCard } from '../../lambdas/_data/customer-card.ts';
import { entityOf } from '../../lambdas/_data/entities.ts';
import { exportPut, newExport } from '../../lambdas/_data/export.ts';
import { fileUsage } from '../../lambdas/_data/file-usage.ts';
import { keepMarks } from '../../lambdas/_data/find.ts';
import { inboundMessageId } from '../../lambdas/_data/keys.ts';
import { addInbound, addOutbound } from '../../lambdas/_data/message.ts';
import { addNote } from '../../lambdas/_data/note.ts';
import { claimFile, keepFile } from '../../lambdas/_data/received-file.ts';
import { indexedWords, keepText } from '../../lambdas/_data/search-text.ts';
import { transact } from '../../lambdas/_data/transact.ts';
import { isProblem } from '../../lambdas/_shared/problem.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import { opaqueKey } from '../../lambdas/_whatsapp/port.ts';
import { eraseDue, settlingMs } from '../../lambdas/customer-erasure/erase-due.ts';
import type { TenantFiles } from '../../lambdas/customer-erasure/files.ts';
import { reapplyErasures } from '../../lambdas/customer-erasure/record.ts';
import { eraseCustomer } from '../../lambdas/customers/erase-customer.ts';
import { startDynamo, type TestTable } from './dynamodb.ts';
import { aClientId, anEmployee, noon } from './factory.ts';
import {
  breakingAfter,
  hashErased,
  type InboundDesk,
  type InboundItem,
  inboundDesk,
  reaction,
  saraCard,
  status,
  text,
  textOf,
} from './inbound-desk.ts';

let table: TestTable;
let here: InboundDesk;
let store: TenantTable;
let kept: Map<string, string>;
let now: number;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  here = inboundDesk(table);
  store = here.store;
  kept = new Map();
  now = noon + 2 * 3_600_000;
});

const hashes = async () => hashErased;
const files: TenantFiles = {
  async erase(tenant, beginning) {
    const found = [...kept.keys()].filter((key) => key.startsWith(`tenants/${tenant}/${beginning}`));
    for (const key of found) kept.delete(key);
    return found.length;
  },
  list: async (tenant, beginning) =>
    [...kept.keys()].map((key) => key.slice(`tenants/${tenant}/`.length)).filter((name) => name.startsWith(beginning)),
  read: async (tenant, name) => kept.get(`tenants/${tenant}/${name}`) ?? '',
  write: async (tenant, name, body) => void kept.set(`tenants/${tenant}/${name}`, body),
};
const worker = (through: TenantTable = store) =>
  eraseDue({
    ...{ platform: table.platform, storeOf: () => through, hashes, files, hasTime: () => true, clock: () => now },
  });
const erase = (id: CustomerId, { typed = 'Sara Whitfield', newId = ulid(now), through = store } = {}) =>
  eraseCustomer({ store: through, platform: table.platform, hashes, push: async () => undefined }, id, {
    ...{ body: { typed }, newId, employee: { id: anEmployee(), name: 'Nour' }, sourceIp: '192.0.2.7', requestId: 'r', now },
  });
const own = async () => (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#`));
const literally = (text: string): string => text.replaceAll(/[.+]/g, '\\$&');
/** Rows with something of the customer in them, however it is written down. */
const traces = async (...words: string[]) => {
  const forms = words.flatMap((word) => [
    // Inside a hash four letters come about by chance: one side of a word is free.
    new RegExp(`(?<![\\w-])${literally(word)}|${literally(word)}(?![\\w-])`, 'i'),
    new RegExp(Buffer.from(word).toString('hex'), 'i'),
    ...[0, 1, 2].map((n) => {
      const written = Buffer.from(' '.repeat(n) + word).toString('base64');
      return new RegExp(literally(written.slice(Math.ceil((n * 8) / 6), Math.floor(((n + word.length) * 8) / 6))));
    }),
  ]);
  const isTrace = (text: string): boolean => forms.some((form) => form.test(text));
  const text = (of: unknown) => JSON.stringify(of, (_, value) => (value instanceof Set ? [...value] : value));
  const rows = (await own()).filter((row) => isTrace(text(row)));
  const objects = [...kept].filter(([key, body]) => isTrace(key + body));
  return [...rows.map(({ pk, sk }) => `${pk} ${sk}`), ...objects.map(([key]) => key)];
};
const number = saraCard.wa_id;
const wamid = `wamid.${Buffer.from(`\x1c\x18\x0b${number}\x15`, 'latin1').toString('base64')}`;

/** Sara, with something of every kind that tells of a customer; and a neighbour, who has the same. */
async function sara(): Promise<{ id: CustomerId; conversation: string }> {
  await here.take([text('w1', 0), textOf(7, 'w7'), reaction('r1', 1, 'later', '👍'), status(wamid, 'delivered')]);
  const row = (await here.inbox()).find(({ customer }) => customer.waId === number);
  const conversation = row && (await getConversation(store, row.id));
  if (!conversation) throw new Error('Sara did not arrive');
  const author = { type: 'employee' as const, employeeId: anEmployee(), name: 'Nour' };
  const sent = { clientId: aClientId(noon), content: { kind: 'text' as const, text: 'Sara Whitfield, yes' }, author };
  const added = await addOutbound(store, { conversationId: conversation.id, ...sent }, noon);
  if (!('message' in added)) throw new Error(added.outcome);
  const note = {
    clientId: aClientId(noon + 1),
    text: 'Sara Whitfield pays late',
    mentions: [],
    author: { id: anEmployee(), name: 'Nour' },
  };
  await addNote(store, { conversationId: conversation.id, ...note }, noon);
  await keepText(
    store,
    { conversationId: conversation.id, messageId: added.message.id },
    { words: indexedWords('sara whitfield yes'), at: 0 },
  );
  await keepMarks(store, conversation.customer.id, { names: ['Sara Whitfield'], waId: number });
  const booking = {
    id: BookingId.parse(ulid(noon)),
    customerId: conversation.customer.id,
    startsAt: noon,
    status: 'held',
    notes: 'Sara Whitfield',
    version: 1,
  } as const;
  await transact(store, [
    { Put: { TableName: store.table, Item: bookingItem(store.tenant, booking) } },
    exportPut(store, newExport(ulid(noon), noon)),
  ]);
  const place = { conversationId: conversation.id, messageId: inboundMessageId(noon, 'a picture') };
  const content = { kind: 'image' as const, media: { providerMediaId: 'm1', mimeType: 'image/jpeg', filename: 'Sara.jpg' } };
  await addInbound(store, { ...place, id: place.messageId, direction: 'in', content, providerId: 'a picture', seq: 9 });
  const claim = await claimFile(store, place, { now: noon, leaseMs: 1 });
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  await keepFile(store, place, claim.owner, { mime: 'image/jpeg', n: 5 }, { kind: 'image', name: 'Sara.jpg', now: noon });
  kept.set(`tenants/${store.tenant}/exports/e1/messages.ndjson`, 'Sara Whitfield');
  kept.set(`tenants/${store.tenant}/media/${conversation.id}/1`, 'photo of Sara Whitfield');
  kept.set(`tenants/${store.tenant}/transcripts/${conversation.id}/1`, 'said by Sara Whitfield');
  kept.set(`tenants/${store.tenant}/media/01jd00000000000000000000zz/1`, 'photo of somebody');
  return { id: conversation.customer.id, conversation: conversation.id };
}
const everyTrace = () => traces('Sara', 'sara whitfield', number, 'US.1');
async function run() {
  await worker();
  now += settlingMs + 1;
  await worker();
  return worker();
}

describe('erasing a customer', () => {
  it('takes the name or the number typed again', async () => {
    const { id } = await sara();
    for (const typed of ['Sara', 'x', '2025550143'])
      expect(await erase(id, { typed })).toMatchObject({ code: 'invalid-body', errors: [{ path: 'typed' }] });
    expect(await getAnyCard(store, id)).not.toHaveProperty('er');
    expect(await erase(id, { typed: ' +1 (202) 555-0143 ' })).toMatchObject({ state: 'waiting', requestedBy: 'Nour' });
    const other = inboundDesk(table).store;
    expect(await erase(id, { through: other })).toMatchObject({ code: 'not-found' });
  });

  it('is at once for everybody to see, and leaves nothing in the end but what says that it was', {
    timeout: 60_000,
  }, async () => {
    const { id, conversation } = await sara();
    const before = await own();
    const kinds = new Set(
      before
        .filter((row) => JSON.stringify(row).includes(id) || JSON.stringify(row).includes('Sara'))
        .map(({ pk, sk }) => entityOf({ pk: String(pk), sk: String(sk) })?.name),
    );
    // The oracle has something of every kind, and what has nothing of the customer written out in it is counted elsewhere.
    const named = [
      'annotation',
      'booking',
      'conversation',
      'customer',
      'identity',
      'mark of a customer',
      'message',
      'received file',
    ];
    expect([...kinds].toSorted()).toEqual(named);
    expect((await everyTrace()).length).toBeGreaterThan(12);
    await erase(id);
    expect((await here.inbox()).map(({ customer }) => customer.name)).toEqual(['Customer 7']);
    expect(await erase(id)).toMatchObject({ code: 'not-found' });
    expect(await worker()).toMatchObject({ begun: 1, done: 0 });
    // Nothing goes before everybody who was writing has ended.
    expect(await getAnyCard(store, id)).toBeDefined();
    now += settlingMs + 1;
    expect(await worker()).toMatchObject({ begun: 1, done: 0 });
    expect(await worker()).toMatchObject({ done: 1, failed: [] });
    expect(await everyTrace()).toEqual([]);
    expect((await fileUsage(store, now)).map(({ files }) => files)).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...kept.keys()].map((key) => key.replace(/[^/]+\.json$/, '*'))).toEqual([
      `tenants/${store.tenant}/media/01jd00000000000000000000zz/1`,
      `tenants/${store.tenant}/erasures/*`,
    ]);
    const left = (await own()).filter(
      (row) =>
        JSON.stringify(row, (_, value) => (value instanceof Set ? [...value] : value)).includes(conversation) ||
        JSON.stringify(row).includes(id),
    );
    expect(left.map(({ pk, sk }) => entityOf({ pk: String(pk), sk: String(sk) })?.name).toSorted()).toEqual([
      'audit entry',
      'audit entry',
      'erasure',
    ]);
    expect(JSON.stringify(left)).not.toMatch(/Sara|12025550143/);
    // The neighbour is as before.
    expect((await here.inbox()).map(({ customer, unread }) => [customer.name, unread])).toEqual([['Customer 7', 1]]);
    expect((await table.scan()).filter(({ pk, tenant }) => pk === 'PLATFORM#INDEX#erasures' && tenant === store.tenant)).toEqual(
      [],
    );
    expect(await worker()).toMatchObject({ done: 0, begun: 0 });
  });

  it('is finished wherever a worker, or who asked for it, dies', { timeout: 180_000 }, async () => {
    let deaths = 0;
    for (let nth = 1; nth < 200; nth++) {
      here = inboundDesk(table);
      store = here.store;
      kept = new Map();
      now = noon + 2 * 3_600_000;
      const { id } = await sara();
      const breaking = breakingAfter(store, nth);
      const newId = ulid(now);
      await erase(id, { newId, through: breaking.store }).catch(() => 'died');
      breaking.mend();
      // Whoever asked tries again with the same key.
      const again = await erase(id, { newId });
      expect(isProblem(again)).toBe(false);
      for (let runs = 0; runs < 3; runs++) {
        await worker(breaking.store).catch(() => 'died');
        breaking.mend();
        now += settlingMs + 1;
      }
      for (let runs = 0; runs < 3; runs++) {
        now += settlingMs + 1;
        await worker();
      }
      expect(await everyTrace(), `after write ${nth}`).toEqual([]);
      if (!breaking.everBroke()) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(10);
  });
});

describe('what comes after an erasure', () => {
  const late: InboundItem[] = [
    text('w1', 0),
    text('never seen', 2),
    reaction('r2', 3, 'w1', '❤️'),
    // Given today, to what is gone.
    reaction('r3', 4 * 3600, 'w1', '❤️'),
    status(wamid, 'read'),
  ];

  it('brings nothing back: an old webhook, a status, a reaction, before and after the rows go', { timeout: 60_000 }, async () => {
    const { id, conversation } = await sara();
    const message = (await own()).find(({ pk, dir }) => String(pk).endsWith(conversation) && dir === 'out');
    const opaque = opaqueKey({ conversationId: conversation, messageId: String(message?.sk).slice(2) } as unknown as Parameters<
      typeof opaqueKey
    >[0]);
    await erase(id);
    const again = async () => {
      await here.take([...late, status('wamid.other', 'delivered', opaque)]);
      here.restart();
      await here.take([...late, status('wamid.other', 'delivered', opaque)]);
      expect((await here.inbox()).map(({ customer }) => customer.name)).toEqual(['Customer 7']);
    };
    await again();
    await run();
    await again();
    expect(await everyTrace()).toEqual([]);
    expect((await own()).filter(({ sk }) => sk === 'STATUS')).toEqual([]);
  });

  it('is a new customer when the person writes anew, and still nothing of before', { timeout: 60_000 }, async () => {
    const { id } = await sara();
    await erase(id);
    // Also at once, by a process that remembers the old conversation.
    await here.take([text('anew', 3 * 3600)]);
    await here.take(late.slice(0, 3));
    await run();
    await here.take(late.slice(0, 3));
    const rows = (await here.inbox()).filter(({ customer }) => customer.waId === number);
    expect(rows.map(({ unread, customer }) => [unread, customer.id === id])).toEqual([[1, false]]);
    const [row] = rows;
    const said = (await own()).filter(({ pk, sk }) => String(pk).endsWith(`CONV#${row?.id}`) && String(sk).startsWith('M#'));
    expect(said.map(({ c }) => JSON.parse(String(c)).text)).toEqual(['says anew']);
  });

  it('loses no message of the person that crosses it', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 12; round++) {
      here = inboundDesk(table);
      store = here.store;
      const { id, conversation } = await sara();
      const texts = Array.from({ length: 4 }, (_, n) => text(`m${n}`, 3 * 3600 + n));
      await Promise.all([erase(id), ...texts.map((one) => here.take([one]))]);
      // What was taken in before the cut goes with it; everything else is the new customer's.
      const old = (await own()).find(({ pk, sk }) => String(pk).endsWith(conversation) && sk === 'CONV');
      const before = Number(old?.is) - 1;
      await run();
      const unread = (await here.inbox()).filter(({ customer }) => customer.waId === number).map((row) => row.unread);
      expect([before, ...unread].reduce((sum, one) => sum + one, 0)).toBe(4);
    }
  });

  it('is done again for a table that was restored from before', { timeout: 60_000 }, async () => {
    const { id } = await sara();
    const backup = await own();
    await erase(id);
    await run();
    for (const { pk, sk } of await own()) await transact(store, [{ Delete: { TableName: store.table, Key: { pk, sk } } }]);
    for (const Item of backup) await transact(store, [{ Put: { TableName: store.table, Item } }]);
    expect((await everyTrace()).length).toBeGreaterThan(12);
    const dependencies = { platform: table.platform, storeOf: () => store, files };
    expect(await reapplyErasures(dependencies, [store.tenant])).toEqual({ reapplied: 1 });
    expect(await reapplyErasures(dependencies, [store.tenant])).toEqual({ reapplied: 0 });
    await run();
    expect(await everyTrace()).toEqual([]);
    await here.take(late);
    expect((await here.inbox()).map(({ customer }) => customer.name)).toEqual(['Customer 7']);
  });
});
