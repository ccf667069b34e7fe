import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawFiles } from '../helpers/files.ts';
import {
  bodyOf,
  type Customer,
  changeOf,
  deliver,
  newCustomer,
  newWamid,
  nowSeconds,
  statusOf,
  textOf,
} from '../helpers/provider.ts';
import { putObject } from '../helpers/queue.ts';
import { queues, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Channel, Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { sendFileTo, uploaded } from '../helpers/uploads.ts';
import { Canary } from '../security/canary/canary.ts';

const minuteMs = 60_000;

let stage: Stage;
let boss: Employee;
let channel: Channel;
let canary: Canary;
let customer: Customer & { waId: string; userId: string };
let conversation: string;
let customerId: string;
/** A file of the business that the customer was sent. */
let fileId: string;
/** What the provider once sent, byte by byte. */
let before: Uint8Array<ArrayBuffer>[];
let deadBefore: number;

/** Everything that is stored, by a scan of the engines; sets come as lists. */
const traces = async (): Promise<string[]> => {
  const rows = await new RawTable(stage).scan();
  const files = new RawFiles(stage);
  const prefix = `tenants/${boss.business}/`;
  const found = rows.filter((row) => canary.foundIn(JSON.stringify(row)).length > 0).map(({ pk, sk }) => `${pk} ${sk}`);
  const inFiles = canary.foundIn(`${[...(await files.list(prefix)).keys()].join('\n')}\n${await files.read(prefix)}`);
  return [...found, ...inFiles.map((one) => `file: ${one}`)];
};
const run = () => stage.control('POST', '/_stage/invoke', { function: 'customer-erasure', payload: {} }).catch(() => 'died');
const mine = async () => (await boss.conversationWith(customer.waId))?.id;
const dead = async () =>
  (await queues(stage)).filter(({ name }) => /dead|dlq/i.test(name)).reduce((sum, { waiting }) => sum + waiting, 0);

beforeAll(async () => {
  stage = sharedStage();
  boss = await employee(stage, 'samia', 'admin');
  channel = stage.channel('samia');
  canary = new Canary();
  customer = newCustomer(canary.of('name'));
  canary.also(customer.waId, customer.userId);
  const wamid = `wamid.${Buffer.from(`\x1c\x18\x0c${customer.waId}\x15`, 'latin1').toString('base64')}`;
  const text = (body: string) => changeOf(channel, { customers: [customer], messages: [textOf(customer, { body })] });
  before = [
    bodyOf([text(canary.of('first'))]),
    bodyOf([text(canary.of('second'))]),
    bodyOf([changeOf(channel, { statuses: [statusOf(customer, { id: wamid, status: 'delivered' })] })]),
  ];
  for (const body of before) await deliver(channel, body);
  ({
    id: conversation,
    customer: { id: customerId },
  } = await boss.heardFrom(customer.waId));
  await boss.send(conversation, canary.of('answer'));
  const list = {
    kind: 'document',
    mimeType: 'text/plain',
    bytes: Buffer.from('Prices of the house'),
    name: 'prices.txt',
  } as const;
  fileId = await uploaded(boss, list);
  await sendFileTo(boss, conversation, { kind: 'document', fileId, caption: canary.of('caption') });
  await boss.call('POST', `/v1/conversations/${conversation}/notes`, { clientId: clientId(), text: canary.of('note') });
  const path = `/v1/customers/${customerId}`;
  const etag = (await boss.call('GET', path)).headers.get('etag') ?? '';
  await boss.call('PATCH', path, { notes: canary.of('about'), email: `${canary.word}@customers.example` }, { 'if-match': etag });
  for (const folder of ['media', 'transcripts'])
    await putObject(stage, `tenants/${boss.business}/${folder}/${conversation}/1`, canary.of(folder));
  const made = await boss.call('POST', '/v1/business/exports', undefined, { 'idempotency-key': clientId() });
  if (made.status === 202) {
    await eventually(
      () => boss.call('GET', `/v1/business/exports/${made.body.id}`),
      ({ body }) => body.state === 'done',
      { withinMs: 60_000 },
    );
  }
  await settled(stage);
  deadBefore = await dead();
}, 120_000);
afterAll(async () => {
  await stage.clock(0);
});

describe('case 38: a customer who is erased', () => {
  it('is exported as a scan finds it, and erased by nobody but who may, with the name typed', async () => {
    expect((await traces()).length).toBeGreaterThan(8);
    const agent = await employee(stage, 'samia');
    const path = `/v1/customers/${customerId}/erasure`;
    const key = { 'idempotency-key': clientId() };
    expect((await agent.call('POST', path, { typed: customer.name }, key)).status).toBe(403);
    expect((await boss.call('POST', path, { typed: 'somebody' }, key)).body).toMatchObject({ errors: [{ path: 'typed' }] });
    expect(await mine()).toBe(conversation);
  });

  it('is seen by nobody from then on, and removed whole wherever the worker dies', { timeout: 120_000 }, async () => {
    const watching = await Browser.open(await employee(stage, 'samia'));
    const key = { 'idempotency-key': clientId() };
    const ask = () =>
      boss.call('POST', `/v1/customers/${customerId}/erasure`, { typed: ` ${customer.name.toUpperCase()} ` }, key);
    const asked = await ask();
    expect([asked.status, asked.body.state]).toEqual([202, 'waiting']);
    // Sent again after its answer was lost.
    expect((await ask()).body.id).toBe(asked.body.id);
    await eventually(
      () => JSON.stringify(watching.events),
      (events) => events.includes('conversation.removed') && events.includes(conversation),
    );
    await watching.close();
    expect(await mine()).toBeUndefined();
    for (const path of [`/v1/customers/${customerId}`, `/v1/conversations/${conversation}`]) {
      expect((await boss.call('GET', path)).status).toBe(404);
    }
    await run();
    await stage.clock(5 * minuteMs);
    for (const point of ['after-cut', 'after-record', 'after-messages', 'after-rows', 'after-files', 'after-finish']) {
      await stage.failPoints(`customer-erasure.${point}`);
      await run();
    }
    await stage.failPoints('');
    const status = () => boss.call('GET', `/v1/customer-erasures/${asked.body.id}`);
    const { body } = await eventually(
      async () => {
        await run();
        return status();
      },
      (answer) => answer.body.state === 'done',
      { withinMs: 60_000 },
    );
    expect(body.requestedBy).not.toBe('');
    // Before the clock goes back: entries of a later time are in no list yet.
    const { items } = (await boss.call('GET', `/v1/audit?thing=${customerId}`)).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['customer.erased', 'customer.erasure-requested']),
    );
    await stage.clock(0);
    await settled(stage);
    expect(await traces()).toEqual([]);
    expect(canary.foundIn(await stage.logs())).toEqual([]);
    // The file is the business's own and stays; that the customer was sent it does not.
    const aboutFile = (await new RawTable(stage).scan()).filter(({ pk, sk }) => `${pk} ${sk}`.includes(fileId));
    expect(aboutFile.filter((row) => JSON.stringify(row).includes(conversation))).toEqual([]);
    expect(aboutFile.filter(({ sk }) => String(sk).startsWith('LIB#'))).toMatchObject([{ references: 0 }]);
  });

  it('does not come back with an old webhook, a late status or a late reaction', async () => {
    for (const body of before) await deliver(channel, body);
    const reaction = { ...textOf(customer, { body: '' }), type: 'reaction', reaction: { message_id: newWamid(), emoji: '👍' } };
    await deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages: [reaction] })]));
    await settled(stage);
    expect(await mine()).toBeUndefined();
    expect(await traces()).toEqual([]);
    expect(await dead()).toBe(deadBefore);
  });

  it('is a new customer when the same person writes again, with nothing of before', async () => {
    const anew = newCustomer('Somebody New');
    const person = { ...customer, name: anew.name };
    const body = changeOf(channel, {
      customers: [person],
      messages: [textOf(person, { body: 'good morning', at: nowSeconds() + 2 })],
    });
    await deliver(channel, bodyOf([body]));
    const { id, customer: met } = await boss.heardFrom(customer.waId);
    expect(id).not.toBe(conversation);
    expect(met.id).not.toBe(customerId);
    await deliver(channel, before[0] ?? bodyOf([]));
    await settled(stage);
    const { items } = await boss.thread(id);
    expect(items.map(({ content }) => (content.kind === 'text' ? content.text : content.kind))).toEqual(['good morning']);
    expect((await boss.call('GET', `/v1/customers/${met.id}`)).body).toMatchObject({ profileName: 'Somebody New' });
  });

  it('is erased once more from a table that was restored', { timeout: 60_000 }, async () => {
    const answer = await stage.control('POST', '/_stage/invoke', {
      function: 'customer-erasure',
      payload: { reapply: boss.business },
    });
    // Nothing was lost here, so there is nothing to do again: that it does it is shown with a lost table, on the engine.
    expect(JSON.stringify(answer)).toContain('"reapplied":0');
  });
});
