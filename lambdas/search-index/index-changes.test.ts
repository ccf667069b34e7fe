import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../contract/ids.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { annotate } from '../_data/annotation.ts';
import type { Conversation } from '../_data/conversation.ts';
import { learnAbout } from '../_data/customer.ts';
import { findCustomers } from '../_data/find.ts';
import { customerKey, type Key, messageKey } from '../_data/keys.ts';
import { addInbound, type NewInboundMessage } from '../_data/message.ts';
import { lookBack, type TextPlace } from '../_data/search-text.ts';
import { askedWords } from '../_data/search-words.ts';
import { readItem } from '../_data/write.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { indexChanges } from './index-changes.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let sequence: number;
let ended: Set<TenantId>;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  sequence = 0;
  ended = new Set();
  conversation = await aConversation(store);
});

type Item = Record<string, unknown>;
type Attributes = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
const image = (item: Item) => marshall(item, { removeUndefinedValues: true }) as Attributes;
const record = (key: Key, after: Item | undefined, before: Item | undefined): DynamoDBRecord => ({
  eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
  dynamodb: {
    SequenceNumber: `s${++sequence}`,
    ApproximateCreationDateTime: noon / 1000,
    Keys: image({ ...key }),
    ...(after && { NewImage: image(after) }),
    ...(before && { OldImage: image(before) }),
  },
});
const done = { batchItemFailures: [] };
const ofTable = (tenant: TenantId): TenantTable => table.of(tenant);
const indexer = (storeOf = ofTable, at = noon) =>
  indexChanges({ storeOf, isEnded: async (of) => ended.has(of.tenant), clock: () => at });
const run = (records: DynamoDBRecord[], storeOf = ofTable, at = noon) => indexer(storeOf, at)({ Records: records });
const rowsOf = async (kind: string) =>
  (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#${kind}`));

const keyOf = (message: NewInboundMessage) => messageKey(store.tenant, message.conversationId, message.id);
async function say(text: string, at = noon): Promise<{ message: NewInboundMessage; made: DynamoDBRecord }> {
  const message = aText(conversation, { content: { kind: 'text', text }, at });
  await addInbound(store, message);
  return { message, made: record(keyOf(message), await readItem(store, keyOf(message)), undefined) };
}
/** Does something to the message, and answers what the stream says of it. */
async function changing(message: NewInboundMessage, change: () => Promise<unknown>): Promise<DynamoDBRecord> {
  const before = await readItem(store, keyOf(message));
  await change();
  return record(keyOf(message), await readItem(store, keyOf(message)), before);
}
const event = (type: 'edit' | 'revoke', { providerId = '' }: NewInboundMessage, seconds: number, text = '') => ({
  type,
  target: providerId,
  providerId: `wamid.${type}${seconds}`,
  at: new Date(noon + seconds * 1000).toISOString(),
  ...(type === 'edit' && { content: { kind: 'text' as const, text } }),
});
const annotated = (message: NewInboundMessage, ...event: Parameters<typeof annotate>[3][]) =>
  changing(message, async () => {
    for (const one of event) await annotate(store, conversation.id, message.id, one, 'p');
  });

async function found(question: string, in_: TenantTable = store): Promise<TextPlace['messageId'][]> {
  const ids = [];
  for await (const look of lookBack(in_, askedWords(question), { queries: 99, units: 9999 })) ids.push(...look.found);
  return ids.map(({ messageId }) => messageId);
}

describe('what a message says', () => {
  it('is found by words in any order and any part of them, newest first, in its own business only', async () => {
    const old = await say('A walnut desk, please', noon - 90 * 86_400_000);
    const late = await say('Desks of WALNUT wood');
    const other = await say('An oak desk');
    expect(await run([old.made, late.made, other.made])).toEqual(done);
    expect(await found('walnut desk')).toEqual([late.message.id, old.message.id]);
    expect(await found('nut')).toEqual([late.message.id, old.message.id]);
    expect(await found('walnut oak')).toEqual([]);
    expect(await found('walnut', table.of(aTenant()))).toEqual([]);
  });

  it('costs one write unit, however long it is and whatever it is written with', async () => {
    const texts = [
      'ok',
      'مرحبا بك '.repeat(400),
      Array.from({ length: 900 }, (_, n) => `çağrı${n}`).join(' '),
      '漢字'.repeat(2000),
    ];
    const records = await Promise.all(texts.map((text, index) => say(text, noon + index * 1000)));
    const index = indexer();
    await index({ Records: [(await say('the first of a month')).made] });
    for (const { made } of records) {
      table.consumed();
      expect(await index({ Records: [made] })).toEqual(done);
      expect(table.consumed()).toEqual({ read: 0, write: 1 });
    }
    expect(await found('çağrı5')).toHaveLength(1);
    expect(await found('漢字')).toHaveLength(1);
  });

  it('is what it was edited to, whatever order it is told in', async () => {
    const { message, made } = await say('wallnut');
    const first = await annotated(message, event('edit', message, 1, 'walnuts'));
    const second = await annotated(message, event('edit', message, 2, 'oak'));
    for (const records of [[made, first, second], [second, first], [made], [first, made]]) {
      expect(await run(records)).toEqual(done);
      expect(await found('oak')).toEqual([message.id]);
      expect(await found('wa')).toEqual([]);
    }
  });

  it('is gone with the deletion, and no record that comes again brings it back', async () => {
    const { message, made } = await say('my card number is 4111');
    const edited = await annotated(message, event('edit', message, 1, 'my card is 4222'));
    const deleted = await annotated(message, event('revoke', message, 2));
    for (const records of [[made, edited, deleted], [made], [edited, made], [deleted]]) {
      expect(await run(records)).toEqual(done);
      expect(await found('card')).toEqual([]);
    }
    const rows = (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#TEXT#`));
    expect(rows.map((row) => Object.keys(row).toSorted())).toEqual([['at', 'pk', 'sk']]);
  });

  it('is not written for a business that ended, whenever its records come again, and is for the others beside it', async () => {
    const { made } = await say('walnut');
    const was = store;
    store = table.of(aTenant());
    conversation = await aConversation(store);
    const other = await say('walnut too');
    ended.add(was.tenant);
    const { message, made: named } = other;
    expect(await run([made, named])).toEqual(done);
    expect(await found('walnut')).toEqual([message.id]);
    store = was;
    expect(await rowsOf('TEXT')).toEqual([]);
  });

  it('is not written hours later of a message that was erased meanwhile', async () => {
    const kept = await say('walnut');
    const erased = await say('walnut, and my card number', noon + 1000);
    await store.client.send(new DeleteCommand({ TableName: store.table, Key: { ...keyOf(erased.message) } }));
    const hoursLater = noon + 5 * 3_600_000;
    expect(await run([kept.made, erased.made], ofTable, hoursLater)).toEqual(done);
    expect(await found('walnut')).toEqual([kept.message.id]);
    expect(await rowsOf('TEXT#')).toHaveLength(1);
  });

  it('leaves no row when its message is removed', async () => {
    const { message, made } = await say('walnut');
    const { message: gone, made: goneMade } = await say('oak', noon + 1000);
    const deleted = await annotated(gone, event('revoke', gone, 2));
    const removals = [message, gone].map(async (one) => record(keyOf(one), undefined, await readItem(store, keyOf(one))));
    expect(await run([made, goneMade, deleted, ...(await Promise.all(removals))])).toEqual(done);
    expect((await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#TEXT`))).toEqual([]);
  });

  it('is told of to nobody where there is nothing to find, or nothing new', async () => {
    const sticker = aText(conversation, {
      content: { kind: 'sticker', media: { providerMediaId: '1', mimeType: 'image/webp' } },
    });
    await addInbound(store, sticker);
    const { message, made } = await say('walnut', noon + 1000);
    const reaction = {
      type: 'reaction' as const,
      target: '',
      providerId: 'wamid.r',
      at: new Date(noon).toISOString(),
      emoji: '👍',
    };
    const reacted = await annotated(message, reaction);
    await run([made]);
    const stuck = record(keyOf(sticker), await readItem(store, keyOf(sticker)), undefined);
    table.consumed();
    expect(await run([stuck, reacted, { eventName: 'INSERT', dynamodb: {} }])).toEqual(done);
    expect(table.consumed()).toEqual({ read: 0, write: 0 });
  });

  it('comes again from the first that failed', async () => {
    const records = [await say('walnut one'), await say('walnut two', noon + 1000), await say('walnut three', noon + 2000)];
    const all = records.map(({ made }) => made);
    // The month is noted, and one text is written before the process dies.
    const crashing = crashingAfter(table.platform, 2);
    const { batchItemFailures } = await run(all, (tenant) => ({ ...crashing, tenant }));
    expect(batchItemFailures).toHaveLength(1);
    const from = all.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(await run(all.slice(from))).toEqual(done);
    expect(await found('walnut')).toEqual(records.map(({ message }) => message.id).toReversed());
  });
});

describe('customers', () => {
  const customer = async () => readItem(store, customerKey(store.tenant, conversation.customer.id));
  const told = async (change: () => Promise<unknown>) => {
    const before = await customer();
    await change();
    return record(customerKey(store.tenant, conversation.customer.id), await customer(), before);
  };
  const learn = (facts: Parameters<typeof learnAbout>[2], at: number) =>
    told(() => learnAbout(store, conversation.customer.id, facts, noon + at));
  const finds = async (question: string, limit = 20) => (await findCustomers(store, question, limit)).length > 0;

  it('are found by the beginnings of the words of their names, by number from either end, and by user name', async () => {
    await run([await learn({ name: 'Zeynep Nur IŞIKOĞLU', waId: '905321234567', username: 'Zeynep.isik_07' }, 1)]);
    const yes = [
      'zey',
      'ışık',
      'isikoglu zeynep',
      'N Z',
      'nur zeynep is',
      '+905321',
      '0090 532 123',
      '0532 123 45 67',
      '4567',
      '٤٥٦٧',
    ];
    for (const question of [...yes, '@zeynep.is', 'zeynep.isik_07'])
      expect([question, await finds(question)]).toEqual([question, true]);
    for (const question of ['eynep', 'zeynep ahmet', '+532', '123', '@isik', '67', '--', '+']) {
      expect([question, await finds(question)]).toEqual([question, false]);
    }
    expect(await findCustomers(table.of(aTenant()), 'zeynep', 20)).toEqual([]);
  });

  it('are found by what they are called now, whatever order it is told in', async () => {
    const first = await learn({ name: 'Sara Haddad', waId: '9613123456' }, 1);
    const second = await learn({ name: 'Sarah Khoury' }, 2);
    for (const records of [[first], [first, second], [second, first], [second]]) {
      expect(await run(records)).toEqual(done);
      expect([await finds('sarah'), await finds('khoury sa'), await finds('haddad'), await finds('3123456')]).toEqual([
        true,
        true,
        false,
        true,
      ]);
    }
  });

  it('leave nothing when they are removed', async () => {
    const made = await learn({ name: 'Sara Haddad', waId: '9613123456', username: 'sara' }, 1);
    await run([made]);
    const item = await customer();
    const { client, table: TableName } = store;
    const key = customerKey(store.tenant, conversation.customer.id);
    await client.send(new DeleteCommand({ TableName, Key: { ...key } }));
    await run([record(key, undefined, item)]);
    await run([made]);
    expect((await table.scan()).filter(({ pk }) => pk === `T#${store.tenant}#FIND`)).toEqual([]);
  });

  it('cost nothing when what changed is not what they are found by', async () => {
    const moved = await learn({ userId: 'US.1' }, 1);
    table.consumed();
    expect(await run([moved])).toEqual(done);
    expect(table.consumed()).toEqual({ read: 0, write: 0 });
  });
});
