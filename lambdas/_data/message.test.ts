import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Content } from '../../contract/message.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { addInbound, addOutbound, findByProviderId, getMessage, inReadingOrder, pageOfMessages } from './message.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
});
afterAll(() => table.close());

describe('an inbound message', () => {
  it('costs 1 write unit, and again changes nothing', async () => {
    const conversation = await aConversation(store);
    const text = aText(conversation, { seq: 1, replyTo: 'wamid.quoted', forwarded: true });
    table.consumed();
    expect(await addInbound(store, text)).toEqual({ added: true });
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    const again = await addInbound(store, { ...text, seq: 9, content: { kind: 'text', text: 'other' } });
    expect(again).toMatchObject({ added: false, existing: { seq: 1, content: text.content, replyTo: 'wamid.quoted' } });
    expect(await getMessage(store, conversation.id, text.id)).toMatchObject({ ...text, reactions: [] });
  });

  it('keeps any text byte for byte, NUL and invisible characters included', async () => {
    const conversation = await aConversation(store);
    const character = fc.oneof(
      fc.constantFrom('\0', '\u200b', '\u202e', '\ufeff', '\uffff', '\ufffe', '\u2066'),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(character, { maxLength: 40 }), async (characters) => {
        const content: Content = { kind: 'text', text: characters.join('').toWellFormed() };
        const text = aText(conversation, { content });
        await addInbound(store, text);
        expect((await getMessage(store, conversation.id, text.id))?.content).toEqual(content);
      }),
      { numRuns: 50 },
    );
  });

  it('holds content that DynamoDB’s own maps could not: deep nesting and huge numbers', async () => {
    const conversation = await aConversation(store);
    let answers: Record<string, unknown> = { end: 1e300 };
    for (let depth = 0; depth < 100; depth++) answers = { answers };
    const text = aText(conversation, { content: { kind: 'nfm_reply', text: 'Sent', answers } });
    await addInbound(store, text);
    expect((await getMessage(store, conversation.id, text.id))?.content).toEqual(text.content);
  });
});

describe('an outbound message', () => {
  const author = { type: 'employee' as const, employeeId: anEmployee(), name: 'Nour' };
  const content = { kind: 'text' as const, text: 'Yes, one left.' };

  it('is written once per client id, for 1 write unit', async () => {
    const { id: conversationId } = await aConversation(store);
    const message = { conversationId, clientId: aClientId(noon), content, author };
    table.consumed();
    const added = await addOutbound(store, message, noon);
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    expect(added).toMatchObject({
      outcome: 'added',
      message: { status: 'queued', direction: 'out', content, author, statusAt: { queued: '2026-11-20T09:00:00.000Z' } },
    });
    expect(await addOutbound(store, message, noon + 5000)).toMatchObject({ outcome: 'existing', message: { content } });
    expect(await addOutbound(store, { ...message, content: { kind: 'text', text: 'No.' } }, noon)).toEqual({
      outcome: 'different',
    });
    expect(await addOutbound(store, { ...message, replyTo: 'wamid.other' }, noon)).toEqual({ outcome: 'different' });
  });

  it('has one winner when sent several times at once', async () => {
    const { id: conversationId } = await aConversation(store);
    const message = { conversationId, clientId: aClientId(noon), content, author };
    const results = await Promise.all(Array.from({ length: 8 }, () => addOutbound(store, message, noon)));
    expect(results.filter(({ outcome }) => outcome === 'added')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'existing')).toHaveLength(7);
  });

  it('is refused with a client id that is too old or from the future, unless its message is there', async () => {
    const { id: conversationId } = await aConversation(store);
    const message = { conversationId, clientId: aClientId(noon), content, author };
    const minute = 60_000;
    expect(await addOutbound(store, message, noon + 10 * minute + 1)).toEqual({ outcome: 'expired' });
    expect(await addOutbound(store, message, noon - minute - 1)).toEqual({ outcome: 'expired' });
    expect(await addOutbound(store, message, noon + 10 * minute)).toMatchObject({ outcome: 'added' });
    expect(await addOutbound(store, message, noon + 60 * minute)).toMatchObject({ outcome: 'existing' });
  });

  it('with the same client id in another business is another message', async () => {
    const { id: conversationId } = await aConversation(store);
    const message = { conversationId, clientId: aClientId(noon), content, author };
    expect((await addOutbound(store, message, noon)).outcome).toBe('added');
    expect((await addOutbound(table.of(aTenant()), message, noon)).outcome).toBe('added');
  });
});

describe('pages', () => {
  it('are in reading order, and together hold every message once, however they are cut', { timeout: 60_000 }, async () => {
    const plan = fc.record({
      seconds: fc.oneof(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 25 }),
        // More in one second than a query reads at once.
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 25, maxLength: 40 }),
      ),
      limit: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ seconds, limit }) => {
        const conversation = await aConversation(store);
        const texts = seconds.map((second, index) => aText(conversation, { at: noon + second * 1000, seq: index + 1 }));
        await Promise.all(texts.map((text) => addInbound(store, text)));
        const everything = texts.map((text) => ({ ...text, sentAt: '', reactions: [] })).sort(inReadingOrder);
        const ids = everything.map(({ id }) => id);

        const backwards = [];
        for (let before = undefined as (typeof ids)[0] | undefined, more = true; more; ) {
          const page = await pageOfMessages(store, conversation.id, { limit, before });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          backwards.unshift(...page.items.map(({ id }) => id));
          ({ more } = page);
          before = backwards[0];
        }
        expect(backwards).toEqual(ids);

        const forwards = ids.slice(0, 1);
        for (let more = true; more; ) {
          const page = await pageOfMessages(store, conversation.id, { limit, after: forwards.at(-1) });
          forwards.push(...page.items.map(({ id }) => id));
          ({ more } = page);
        }
        expect(forwards).toEqual(ids);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the search by provider id', () => {
  it('finds the message in its own conversation only', async () => {
    const [here, there] = [await aConversation(store), await aConversation(store)];
    const text = aText(here);
    await addInbound(store, text);
    for (let minute = 1; minute < 5; minute++) await addInbound(store, aText(here, { at: noon + minute * 60_000 }));
    expect((await findByProviderId(store, here.id, text.providerId ?? ''))?.id).toBe(text.id);
    expect(await findByProviderId(store, there.id, text.providerId ?? '')).toBeUndefined();
  });
});
