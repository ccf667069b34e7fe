import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelId, CustomerId } from '../../contract/ids.ts';
import { listConversations } from '../../lambdas/_data/conversation.ts';
import { findIdentity } from '../../lambdas/_data/identity.ts';
import { inboundMessageId } from '../../lambdas/_data/keys.ts';
import { pageOfMessages } from '../../lambdas/_data/message.ts';
import { countOf } from '../../lambdas/_data/usage.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { notConnected } from './channels.ts';
import { idFrom } from './ids.ts';
import { CannotImport, runImport } from './run-import.ts';
import { Transfers } from './transfer-testing.ts';

let transfers: Transfers;

beforeAll(async () => {
  transfers = await Transfers.open({ messages: 10, customers: 2, broken: false });
}, 60_000);

afterAll(() => transfers.close());

describe('a message of the provider', () => {
  it('has the key that its webhook would make, from the provider’s own time', async () => {
    const tenant = transfers.newTenant();
    const from = transfers.messages('m1,v1,in,Hello,2025-03-01T10:00:00Z,wamid.ABC,,2025-03-01T10:00:07.123Z\n');
    await runImport(transfers.options(tenant, { from }));
    const id = inboundMessageId(Date.parse('2025-03-01T10:00:00Z'), 'wamid.ABC');
    const { Items = [] } = await transfers.table.platform.client.send(
      new QueryCommand({
        TableName: transfers.table.platform.table,
        KeyConditionExpression: 'pk = :pk AND sk = :sk',
        ExpressionAttributeValues: { ':pk': `T#${tenant}#CONV#${idFrom('conversation', 'v1')}`, ':sk': `M#${id}` },
      }),
    );
    expect(Items).toHaveLength(1);
  });

  it('that was on its way in the old system is never sent from here', async () => {
    const tenant = transfers.newTenant();
    const lines = ['queued', 'pending', 'sending']
      .map((status, n) => `m${n},v1,out,Hi,2025-03-01T10:00:0${n}Z,,${status},\n`)
      .join('');
    await runImport(transfers.options(tenant, { from: transfers.messages(lines) }));
    const found = (await transfers.items(tenant)).filter(({ dir }) => dir === 'out');
    expect(found.map(({ status }) => status)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('a second import with newer rows', () => {
  it('adds what is new, and history without making anything unread', async () => {
    const tenant = transfers.newTenant();
    const first = 'm1,v1,in,One,2025-03-01T10:00:00Z,w1,,\nm2,v1,in,Two,2025-03-02T10:00:00Z,w2,,\n';
    await runImport(transfers.options(tenant, { from: transfers.messages(first) }));
    const more = `${first}m0,v1,in,Before,2025-02-01T10:00:00Z,w0,,\nm3,v1,in,Three,2025-03-03T10:00:00Z,w3,,\n`;
    await runImport(transfers.options(tenant, { from: transfers.messages(more) }));
    const page = await listConversations(transfers.table.of(tenant), { limit: 10 });
    if (page === 'bad-cursor') throw new Error('There is no cursor');
    const [conversation] = page.items;
    expect(conversation).toMatchObject({ inSeq: 3, lastMessage: { preview: 'Three' } });
    const { items } = await pageOfMessages(transfers.table.of(tenant), conversation?.id ?? (undefined as never), { limit: 10 });
    expect(items.map(({ content }) => 'text' in content && content.text)).toEqual(['Before', 'One', 'Two', 'Three']);
  });

  it('moves conversations to the number that was connected since', async () => {
    const tenant = transfers.newTenant();
    const from = transfers.messages('m1,v1,in,One,2025-03-01T10:00:00Z,w1,,\n');
    await runImport(transfers.options(tenant, { from }));
    const number = ChannelId.parse('01jd00000000000000000000c1');
    expect(await findIdentity(transfers.table.of(tenant), number, 'wa:9613111222')).toBeUndefined();
    await runImport(transfers.options(tenant, { from, connected: [number] }));
    const known = await findIdentity(transfers.table.of(tenant), number, 'wa:9613111222');
    expect(known).toEqual(await findIdentity(transfers.table.of(tenant), notConnected, 'wa:9613111222'));
    const page = await listConversations(transfers.table.of(tenant), { limit: 10 });
    expect(page !== 'bad-cursor' && page.items.map(({ channelId, inSeq }) => ({ channelId, inSeq }))).toEqual([
      { channelId: number, inSeq: 1 },
    ]);
  });
});

describe('the number of conversations', () => {
  const [one, two] = ['01jd00000000000000000000c1', '01jd00000000000000000000c2'].map((id) => ChannelId.parse(id));
  if (!one || !two) throw new Error('There are two');
  const from = () => transfers.messages('m1,v1,in,One,2025-03-01T10:00:00Z,w1,,\n');

  it.each([true, false])('must be named where there are several, before anything is written (dry run: %s)', async (dryRun) => {
    const tenant = transfers.newTenant();
    const asked = transfers.options(tenant, { from: from(), connected: [one, two], dryRun });
    await expect(runImport(asked)).rejects.toThrow(/several numbers: say with --channel .*c1.*c2/);
    expect(await transfers.items(tenant, { audit: true })).toEqual([]);
    await runImport({ ...asked, channel: two });
    const moved = (await transfers.items(tenant)).filter(({ sk }) => sk === 'CONV').map(({ ch }) => ch);
    expect(moved).toEqual(dryRun ? [] : [two]);
  });

  it('must be one of the business', async () => {
    const tenant = transfers.newTenant();
    const asked = transfers.options(tenant, { from: from(), connected: [one], channel: two });
    await expect(runImport(asked)).rejects.toThrow(CannotImport);
    expect(await transfers.items(tenant, { audit: true })).toEqual([]);
  });

  it('is said to be missing, and is not once it is there', async () => {
    const tenant = transfers.newTenant();
    const asked = { from: from() };
    const reasons = async (connected: readonly ChannelId[]) =>
      (await runImport(transfers.options(tenant, { ...asked, connected }))).notes.map(({ reason }) => reason);
    expect(await reasons([])).toEqual([expect.stringContaining('no number is connected')]);
    expect(await reasons([one])).toEqual([]);
  });
});

describe('services', () => {
  it('count towards the plan once, however often they are imported, and whatever it allows', async () => {
    const tenant = transfers.newTenant();
    const rows = Array.from({ length: 12 }, (_, n) => `${n},Reading ${n},50\n`).join('');
    const from = transfers.oldSystem({ 'services.csv': `id,name,price\n${rows}` });
    await runImport(transfers.options(tenant, { from }));
    await runImport(transfers.options(tenant, { from }));
    expect(await countOf(transfers.table.of(tenant), 'services')).toBe(12);
  });

  it('are counted once when the process dies at any of their writes', async () => {
    const from = transfers.oldSystem({ 'services.csv': 'id,name,price\n1,One,50\n2,Two,50\n3,Three,50\n' });
    for (const nth of [1, 2, 3]) {
      const tenant = transfers.newTenant();
      const asked = transfers.options(tenant, { from });
      await expect(runImport({ ...asked, store: crashingAfter(asked.store, nth) })).rejects.toThrow('crashed');
      await runImport(asked);
      expect(await countOf(asked.store, 'services')).toBe(3);
    }
  });
});

describe('conversations', () => {
  it('of an older system do not count in any month', async () => {
    const tenant = transfers.newTenant();
    await runImport(transfers.options(tenant));
    const rows = await transfers.items(tenant);
    expect(rows.filter(({ sk }) => String(sk).startsWith('MONTH#'))).toEqual([]);
    expect(rows.filter(({ mo, ol }) => mo !== undefined || ol !== undefined)).toEqual([]);
  });
});

describe('tables of other forms', () => {
  it('reads a JSON array, NDJSON, semicolons, and messages without a table of conversations', async () => {
    const tenant = transfers.newTenant();
    const from = transfers.oldSystem({
      'customers.json': JSON.stringify(
        [{ id: 7, fullName: 'Rana, "R"', phoneNumber: '00961 3 111 222', tags: ['a', 'b'] }],
        null,
        2,
      ),
      'messages.ndjson': `${JSON.stringify({ id: 1, customer_id: 7, role: 'user', content: { body: 'Hi' }, created_at: 1740823200 })}\n`,
      'services_rows.csv': 'id;name;price\n1;Okuma;12.50\n',
    });
    const report = await runImport(transfers.options(tenant, { from }));
    expect(report.skipped).toEqual([]);
    const items = await transfers.items(tenant);
    const customerId = CustomerId.parse(idFrom('customer', '7'));
    expect(items.find(({ sk }) => sk === 'CUSTOMER')).toMatchObject({
      id: customerId,
      name: { v: 'Rana, "R"' },
      waId: { v: '9613111222' },
      about: { tags: ['a', 'b'] },
    });
    expect(items.find(({ c }) => c)).toMatchObject({ dir: 'in', c: '{"kind":"text","text":"Hi"}' });
    expect(items.find(({ sk }) => String(sk).startsWith('SERVICE#'))).toMatchObject({
      names: { ar: 'Okuma' },
      offers: [{ tier: 'standard', price: 1250, currency: 'USD' }],
    });
  });

  it('makes one customer of two with one number', async () => {
    const tenant = transfers.newTenant();
    const from = transfers.oldSystem({
      'customers.csv': 'id,phone,name\nc1,+9613111222,Rana\nc2,009613111222,Rana again\n',
      'conversations.csv': 'id,customer_id,created_at\nv1,c1,2025-01-01T00:00:00Z\nv2,c2,2025-02-01T00:00:00Z\n',
      'messages.csv':
        'id,conversation_id,direction,content,created_at\nm1,v1,in,One,2025-01-01T00:00:00Z\nm2,v2,in,Two,2025-02-01T00:00:00Z\n',
    });
    const report = await runImport(transfers.options(tenant, { from }));
    expect(report.notes.map(({ reason }) => reason)).toContain('has the number of customers.csv:2: both became one customer');
    const page = await listConversations(transfers.table.of(tenant), { limit: 10 });
    expect(page !== 'bad-cursor' && page.items.map(({ inSeq, customer }) => [inSeq, customer.name])).toEqual([[2, 'Rana']]);
  });

  it('goes on after a quotation mark that is never closed', async () => {
    const tenant = transfers.newTenant();
    const from = transfers.oldSystem({
      'customers.csv': 'id,phone,name\nc1,+9613111221,"Rana\nc2,+9613111222,Maya\nc3,+9613111223,"Lina"\n',
    });
    const report = await runImport(transfers.options(tenant, { from, dryRun: true }));
    expect(report.tables.customers).toEqual({ rows: 3, skipped: 1, accepted: 2 });
    expect(report.skipped.map(({ row }) => row)).toEqual([2]);
  });

  it('says so when there is nothing to read', async () => {
    mkdirSync(join(transfers.folder, 'empty'));
    await expect(runImport(transfers.options(transfers.newTenant(), { from: join(transfers.folder, 'empty') }))).rejects.toThrow(
      CannotImport,
    );
  });
});
