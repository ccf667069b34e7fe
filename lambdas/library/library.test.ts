import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import { library } from '../../contract/library.ts';
import type { MediaKind } from '../../contract/message.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { breakingAfter } from '../../test/engine/inbound-desk.ts';
import { annotate } from '../_data/annotation.ts';
import { dropReceivedRows, receivedFileId, rowKeyOf } from '../_data/file-row.ts';
import { fileUsage } from '../_data/file-usage.ts';
import { inboundMessageId } from '../_data/keys.ts';
import { addLibraryFile, getLibraryFile, isThere, LibraryRow, noLongerShown } from '../_data/library-file.ts';
import { addInbound, addOutbound, getMessage } from '../_data/message.ts';
import { claimFile, keepFile } from '../_data/received-file.ts';
import { getRetention, keepingOf, keptUntil } from '../_data/retention.ts';
import type { MediaStorage } from '../_media/storage.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { links } from './links.ts';
import { list } from './list.ts';
import { finishLeft, type RemoveDependencies, remove } from './remove.ts';
import { changeRetention } from './retention.ts';

let table: TestTable;
let store: TenantTable;
let removed: string[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
  removed = [];
});

const day = 86_400_000;
const nour = { id: anEmployee(), name: 'Nour' };
const asked = { employee: nour, sourceIp: '192.0.2.7', requestId: 'r' };
const cursors = cursorsWith('key');
const desk = (given: Partial<RemoveDependencies> = {}): RemoveDependencies => ({
  store,
  now: noon,
  push: async () => undefined,
  removeObjects: async (_, keys) => void removed.push(...keys),
  ...given,
});
const storage: MediaStorage = { put: async () => undefined, link: async (_, key) => `https://files.example/${key}` };

interface Given {
  readonly conversationId?: ConversationId;
  readonly kind?: MediaKind;
  readonly at?: number;
  readonly bytes?: number;
  readonly until?: number;
}
let made = 0;

/** A file that a customer sent, fetched and stored. */
async function received({ conversationId: given, kind = 'image', at = noon, bytes = 5, until }: Given = {}, through = store) {
  const conversationId = given ?? (await aConversation(store)).id;
  const providerId = `wamid.${made++}`;
  const place = { conversationId, messageId: inboundMessageId(at, providerId) };
  const media = { providerMediaId: 'm1', mimeType: 'image/jpeg', filename: 'Sara.jpg' };
  await addInbound(store, {
    id: place.messageId,
    conversationId,
    direction: 'in',
    content: { kind, media },
    providerId,
    seq: made,
  });
  const claim = await claimFile(store, place, { now: noon, leaseMs: 1000 });
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  const facts = { mime: 'image/jpeg', n: bytes, th: true, exp: until };
  const keep = () => keepFile(through, place, claim.owner, facts, { kind, name: 'Sara.jpg', now: noon });
  return { ...place, providerId, keep, kept: await keep(), id: receivedFileId(place) };
}

/** A file of the business, shown in as many messages as there are conversations. */
async function sent(conversations: readonly ConversationId[], { kind = 'document', bytes = 7, until }: Given = {}) {
  const id = (made++).toString(16).padStart(64, '0');
  const file = { s: 'stored' as const, mime: 'application/pdf', n: bytes, exp: until };
  const expiresAt = until === undefined ? undefined : until / 1000;
  await addLibraryFile(store, { id, kind, origin: 'business', at: noon, references: 0, file, expiresAt });
  const messages: { conversationId: ConversationId; messageId: MessageId }[] = [];
  for (const conversationId of conversations) {
    const content = { kind: 'document' as const, media: { fileId: id, mimeType: 'application/pdf' } };
    const author = { type: 'employee' as const, employeeId: nour.id, name: nour.name };
    const added = await addOutbound(store, { conversationId, clientId: aClientId(noon + made++), content, file, author }, noon);
    if (!('message' in added)) throw new Error(added.outcome);
    messages.push({ conversationId, messageId: added.message.id });
  }
  return { id, messages };
}

const listed = async (query: Partial<Parameters<typeof list>[1]> = {}, now = noon) => {
  const page = await list({ store, cursors }, { limit: 50, ...query }, now);
  if (isProblem(page)) throw new Error(page.code);
  library.routes.list.response.parse(page);
  return page;
};
const ids = async (query: Partial<Parameters<typeof list>[1]> = {}, now = noon) =>
  (await listed(query, now)).items.map(({ id }) => id);
const used = async (now = noon) =>
  Object.fromEntries(
    (await fileUsage(store, now)).filter(({ files }) => files !== 0).map(({ kind, files, bytes }) => [kind, [files, bytes]]),
  );
const stateOf = async (place: { conversationId: ConversationId; messageId: MessageId }) =>
  (await getMessage(store, place.conversationId, place.messageId))?.file?.state;
const rows = async () =>
  (await table.scan())
    .filter(({ pk, sk }) => String(pk).startsWith(`T#${store.tenant}#`) && /^(F|LIB|SHOWN)#/.test(String(sk)))
    .map((item) => (String(item.sk).startsWith('SHOWN#') ? undefined : LibraryRow.parse(item)));

describe('the library', () => {
  it('lists files newest first, of one kind, of one customer, of a time, page by page', async () => {
    const [sara, omar] = [await aConversation(store), await aConversation(store, { ownName: 'Omar' })];
    const files = [];
    for (let hour = 0; hour < 6; hour++) {
      const conversationId = hour % 2 ? omar.id : sara.id;
      files.push(await received({ conversationId, kind: hour < 4 ? 'image' : 'voice', at: noon - hour * 3_600_000 }));
    }
    const price = await sent([omar.id]);
    const all = [price.id, ...files.map(({ id }) => id)].toSorted();
    expect((await ids()).toSorted()).toEqual(all);
    expect((await ids()).filter((id) => id !== price.id)).toEqual(files.map(({ id }) => id));
    expect(await ids({ kind: 'voice' })).toEqual([files[4]?.id, files[5]?.id]);
    expect((await ids({ customerId: omar.customer.id })).toSorted()).toEqual(
      [price.id, files[1]?.id, files[3]?.id, files[5]?.id].toSorted(),
    );
    expect(await ids({ customerId: omar.customer.id, kind: 'voice' })).toEqual([files[5]?.id]);
    const [from, to] = [3, 1].map((hour) => new Date(noon - hour * 3_600_000).toISOString());
    expect(await ids({ from, to })).toEqual([files[1]?.id, files[2]?.id, files[3]?.id]);
    for (const query of [{}, { kind: 'image' as const }, { customerId: sara.customer.id }]) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listed({ ...query, limit: 2, cursor });
        expect(page.items.length).toBeLessThanOrEqual(2);
        found.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      expect(found).toEqual(await ids(query));
    }
    const [first] = (await listed({ customerId: omar.customer.id, kind: 'image' })).items;
    expect(first).toMatchObject({
      origin: 'customer',
      customer: { id: omar.customer.id, name: 'Omar' },
      bytes: 5,
      thumbnail: true,
      references: 1,
      shownIn: [{ conversationId: omar.id, messageId: files[1]?.messageId }],
    });
    const other = await list({ store, cursors }, { limit: 2, cursor: (await listed({ limit: 1 })).next, kind: 'image' }, noon);
    expect(other).toMatchObject({ code: 'invalid-query' });
  });

  it('reads as much for a page however many files there are', async () => {
    const { id: conversationId, customer } = await aConversation(store);
    const cost = async () => {
      const found: number[] = [];
      for (const query of [{}, { kind: 'image' as const }, { customerId: customer.id }]) {
        table.consumed();
        await listed({ ...query, limit: 10 });
        found.push(table.consumed().read);
      }
      table.consumed();
      await used();
      return [...found, table.consumed().read];
    };
    for (let index = 0; index < 12; index++) await received({ conversationId, at: noon + index });
    const few = await cost();
    for (let index = 12; index < 60; index++) await received({ conversationId, at: noon + index });
    expect(await cost()).toEqual(few);
  });

  it('deletes a file of a customer: its message says so, and its bytes and its row go', async () => {
    const file = await received();
    expect(await links({ store, storage }, [{ fileId: file.id, variant: 'thumbnail' }], noon)).toMatchObject({
      items: [
        { mimeType: 'image/jpeg', url: expect.stringContaining(`/media/${file.conversationId}/${file.messageId}/thumbnail`) },
      ],
    });
    expect(await remove(desk(), file.id, asked)).toBeUndefined();
    expect(await getMessage(store, file.conversationId, file.messageId)).toMatchObject({
      file: { state: 'deleted', bytes: 5, expiresAt: new Date(noon).toISOString() },
    });
    expect(removed.map((key) => key.split('/').at(-1))).toEqual(['original', 'thumbnail', 'playable']);
    expect([await ids(), await used(), await rows()]).toEqual([[], {}, []]);
    expect(await remove(desk(), file.id, asked)).toMatchObject({ code: 'not-found' });
    expect((await links({ store, storage }, [{ fileId: file.id, variant: 'original' }], noon)).items).toEqual([]);
    const [entry] = (await table.scan()).filter(
      ({ action, pk }) => action === 'media.deleted' && String(pk).includes(store.tenant),
    );
    expect(JSON.stringify(entry)).not.toContain('Sara');
  });

  it('deletes a file of the business from every message that shows it', async () => {
    const conversations = [];
    for (let index = 0; index < 30; index++) conversations.push((await aConversation(store)).id);
    const { id, messages } = await sent(conversations);
    const [item] = (await listed()).items;
    expect([item?.references, item?.shownIn.length, item?.shownIn[0]]).toEqual([30, 20, messages.at(-1)]);
    const told: string[] = [];
    const push = async (_: unknown, changes: unknown) =>
      void told.push(...(changes as { to: { viewing: string } }[]).map(({ to }) => to.viewing));
    expect(await remove(desk({ push }), id, asked)).toBeUndefined();
    expect(told.toSorted()).toEqual(conversations.toSorted());
    expect(new Set(await Promise.all(messages.map(stateOf)))).toEqual(new Set(['deleted']));
    expect([await ids(), await used(), await rows()]).toEqual([[], {}, []]);
    expect(removed).toContain(`tenants/${store.tenant}/library/${id}/original`);
    const again = await sent([]);
    expect(await ids()).toEqual([again.id]);
  });

  it('is finished by whoever looks next, wherever the process that deleted it died', { timeout: 60_000 }, async () => {
    for (let death = 1; ; death++) {
      store = table.of(aTenant());
      removed = [];
      const { id: conversationId } = await aConversation(store);
      const file = death % 2 ? await received({ conversationId }) : await sent([conversationId, (await aConversation(store)).id]);
      const showing = 'messages' in file ? file.messages : [file];
      const crash = breakingAfter(store, Math.ceil(death / 2));
      await remove(desk({ store: crash.store }), file.id, asked).catch(() => undefined);
      if (crash.everBroke()) {
        expect([await ids(), await used()]).toEqual([[], {}]);
        // The mark in the index may be late; the engine's is not.
        await finishLeft(desk());
      }
      expect([await ids(), await used(), await rows()]).toEqual([[], {}, []]);
      expect(new Set(await Promise.all(showing.map(stateOf)))).toEqual(new Set(['deleted']));
      expect(removed.length).toBeGreaterThan(0);
      if (!crash.everBroke() && death > 12) break;
    }
  });

  it('keeps rows whose bytes the storage did not delete, and fails no look for it', async () => {
    const { id } = await received();
    const refuses = async () => {
      throw new Error('DeleteObject answered 503');
    };
    await expect(remove(desk({ removeObjects: refuses }), id, asked)).rejects.toThrow('503');
    expect([await ids(), await used()]).toEqual([[], {}]);
    await finishLeft(desk({ removeObjects: refuses }));
    expect(await rows()).toHaveLength(1);
    expect(await remove(desk(), id, asked)).toBeUndefined();
    expect(await rows()).toEqual([]);
  });

  it('lets go of a file whose message the customer deletes, before or after it was fetched', async () => {
    const revoke = (place: { conversationId: ConversationId; messageId: MessageId; providerId: string }) =>
      annotate(
        store,
        place.conversationId,
        place.messageId,
        { type: 'revoke', target: place.providerId, providerId: `${place.providerId}.r`, at: new Date(noon).toISOString() },
        'wa:1',
      );
    const file = await received();
    expect(await revoke(file)).toMatchObject({ outcome: 'applied', message: { deletedAt: expect.any(String) } });
    expect(await revoke(file)).toMatchObject({ outcome: 'unchanged' });
    expect([await ids(), await used()]).toEqual([[], {}]);
    const { id: conversationId } = await aConversation(store);
    const place = { conversationId, messageId: inboundMessageId(noon, 'late'), providerId: 'late' };
    const content = { kind: 'image' as const, media: { providerMediaId: 'm1', mimeType: 'image/jpeg' } };
    await addInbound(store, { ...place, id: place.messageId, direction: 'in', content, seq: 1 });
    const claim = await claimFile(store, place, { now: noon, leaseMs: 1000 });
    await revoke(place);
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    await keepFile(store, place, claim.owner, { mime: 'image/jpeg', n: 5 }, { kind: 'image', now: noon });
    expect([await ids(), await used()]).toEqual([[], {}]);
    await finishLeft(desk());
    expect([await rows(), removed.length]).toEqual([[], 6]);
  });

  it('goes on behind files of a customer that have ended', async () => {
    const { id: conversationId, customer } = await aConversation(store);
    const { id } = await sent([conversationId]);
    for (let count = 0; count < 7; count++) {
      const ended = await sent([conversationId]);
      await store.client.send(new DeleteCommand({ TableName: store.table, Key: { ...rowKeyOf(store, ended.id) } }));
    }
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listed({ customerId: customer.id, limit: 2, cursor });
      found.push(...page.items.map((file) => file.id));
      cursor = page.next;
    } while (cursor);
    expect(found).toEqual([id]);
  });

  it('counts no message that shows what ended before the same file came again', async () => {
    const [sara, omar] = [await aConversation(store), await aConversation(store)];
    const until = keptUntil(30, noon);
    const { id, messages } = await sent([sara.id], { until });
    const row = await getLibraryFile(store, id, noon);
    if (!row || !messages[0]) throw new Error('It is not there');
    await addLibraryFile(store, { ...row, at: until + 1, references: 0, file: { ...row.file, exp: until + 30 * day } });
    expect(await noLongerShown(store, id, messages[0])).toBe(true);
    expect((await listed({}, until + 1)).items[0]).toMatchObject({ id, references: 0 });
    const content = { kind: 'document' as const, media: { fileId: id, mimeType: 'application/pdf' } };
    const author = { type: 'employee' as const, employeeId: nour.id, name: nour.name };
    await addOutbound(store, { conversationId: omar.id, clientId: aClientId(until), content, file: row.file, author }, until + 2);
    expect((await listed({}, until + 2)).items[0]).toMatchObject({ references: 1, shownIn: [{ conversationId: omar.id }] });
  });

  it('ends what retention ends at the minute, for lists, sums, links and messages', async () => {
    const until = keptUntil(30, noon);
    expect([new Date(until).toISOString(), keptUntil(30, Date.UTC(2026, 10, 21) - 1)]).toEqual([
      '2026-12-21T00:00:00.000Z',
      until,
    ]);
    const file = await received({ until });
    const price = await sent([file.conversationId], { until: until + day });
    const link = (now: number) => links({ store, storage }, [{ fileId: file.id, variant: 'original' }], now);
    expect([await ids({}, until - 1), await used(until - 1)]).toEqual([
      expect.arrayContaining([file.id, price.id]),
      { image: [1, 5], document: [1, 7] },
    ]);
    expect([await ids({}, until), await used(until), (await link(until)).items]).toEqual([[price.id], { document: [1, 7] }, []]);
    expect((await link(until - 1)).items).toHaveLength(1);
    expect(await remove(desk({ now: until }), file.id, asked)).toMatchObject({ code: 'not-found' });
    expect([await ids({}, until + day), await used(until + day)]).toEqual([[], {}]);
    const [row] = (await table.scan()).filter(({ pk, sk }) => String(pk).includes(store.tenant) && String(sk).startsWith('F#'));
    expect(row?.expiresAt).toBe(until / 1000);
  });

  it('takes a new rule for files that arrive from then on, if nobody changed it meanwhile', async () => {
    expect([await getRetention(store), await keepingOf(store, 'customer', noon)]).toEqual([
      { customer: null, business: null, version: 0 },
      { until: undefined, tag: undefined },
    ]);
    const change = (ifMatch: number) =>
      changeRetention(store, { ...asked, body: { customer: 90, business: null }, ifMatch, now: noon });
    expect(await change(3)).toMatchObject({ code: 'changed' });
    const both = await Promise.all([change(0), change(0)]);
    expect(both.map((one) => (isProblem(one) ? one.code : one.version)).toSorted()).toEqual([1, 'changed']);
    expect(await keepingOf(store, 'customer', noon)).toEqual({ until: keptUntil(90, noon), tag: '90-days' });
    expect(await keepingOf(store, 'business', noon)).toEqual({ until: undefined, tag: undefined });
    const entries = (await table.scan()).filter(
      ({ action, pk }) => action === 'media.retention-changed' && String(pk).includes(store.tenant),
    );
    expect(entries.map(({ before, after }) => [before, after])).toEqual([['{"customer":null}', '{"customer":90}']]);
  });

  it('counts what there is, in whatever order files come, go, are repeated and are erased', { timeout: 120_000 }, async () => {
    const step = fc.record({
      what: fc.constantFrom('receive', 'repeat', 'send', 'remove', 'erase', 'crash', 'look'),
      which: fc.nat(7),
      kind: fc.constantFrom<MediaKind>('image', 'voice'),
      bytes: fc.integer({ min: 0, max: 9 }),
      days: fc.constantFrom(undefined, 1, 30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), fc.boolean(), async (steps, together) => {
        store = table.of(aTenant());
        const conversations = [(await aConversation(store)).id, (await aConversation(store)).id];
        const files: { id: string; keep?: () => Promise<unknown> }[] = [];
        const run = async ({ what, which, kind, bytes, days }: (typeof steps)[number]) => {
          const conversationId = conversations[which % 2] ?? '';
          const until = days === undefined ? undefined : noon + days * day;
          const file = files[which % Math.max(1, files.length)];
          if (what === 'receive') files.push(await received({ conversationId, kind, bytes, until } as Given));
          if (what === 'repeat') await file?.keep?.();
          if (what === 'send') files.push(await sent([], { bytes, ...(until !== undefined && { until }) }));
          if (what === 'remove' && file) await remove(desk(), file.id, asked);
          if (what === 'crash' && file)
            await remove(desk({ store: breakingAfter(store, 1 + (bytes % 3)).store }), file.id, asked).catch(() => undefined);
          if (what === 'look') await finishLeft(desk());
          if (what === 'erase') await dropReceivedRows(store, conversationId as ConversationId);
        };
        const some = { what: 'receive', kind: 'image', bytes: 3, days: undefined } as const;
        for (const which of [0, 1, 2, 3]) await run({ ...some, which });
        if (together) await Promise.all(steps.map(run));
        else for (const one of steps) await run(one);
        // Of one of the two conversations nothing is left, of the other something may be.
        await run({ ...some, what: 'erase', which: 0 });
        for (const now of [noon, noon + day, noon + 40 * day]) {
          const sums: Record<string, number[]> = {};
          for (const row of await rows()) {
            if (!row || !isThere(row, now)) continue;
            const [count = 0, size = 0] = sums[row.kind] ?? [];
            sums[row.kind] = [count + 1, size + (row.file.n ?? 0)];
          }
          expect(await used(now)).toEqual(sums);
        }
      }),
      { numRuns: 12 },
    );
  });
});
