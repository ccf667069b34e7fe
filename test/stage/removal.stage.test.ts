import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawFiles } from '../helpers/files.ts';
import { bodyOf, changeOf, newCustomer, post, say, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { Browser } from '../helpers/socket.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { uploaded } from '../helpers/uploads.ts';
import { mailsTo } from '../helpers/visitor.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const canary = 'canary-of-the-removal';

/** A stage of its own: a month goes by, and one of its two businesses with it. */
let stage: OwnStage;
let table: RawTable;
let mine: string;
let theirs: string;
let name: string;
/** Asked for at this moment of the stage. */
let requested: number;

beforeAll(async () => {
  stage = await startStage();
  table = new RawTable(stage);
  mine = stage.business('samia').id;
  theirs = stage.business('isik').id;
  const customer = newCustomer(canary);
  await say(stage.channel('samia'), customer, canary);
  const agent = await employee(stage, 'samia');
  const conversation = await agent.heardFrom(customer.waId);
  await agent.send(conversation.id, `${canary} answered`);
  await agent.call('GET', '/v1/conversations');
  await uploaded(agent, { kind: 'document', mimeType: 'text/plain', bytes: Buffer.from(canary), name: `${canary}.txt` });
  const boss = await admin();
  const key = { 'idempotency-key': clientId() };
  const text = { title: canary, text: `${canary} is read` };
  expect((await boss.call('POST', '/v1/knowledge/texts', text, key)).status).toBe(201);
  const tried = { name: canary, messages: [{ from: 'customer', text: canary }], expect: {} };
  const caseKey = { 'idempotency-key': clientId() };
  expect((await boss.call('POST', '/v1/playground/cases', tried, caseKey)).status).toBe(201);
  const texts = { greeting: { en: canary } };
  const draft = await boss.call('PUT', '/v1/prompts/draft', { texts }, { 'if-match': '"0"' });
  const published = await boss.call('POST', '/v1/prompts/publish', { note: canary }, { 'if-match': `"${draft.body.version}"` });
  expect(published.status).toBe(200);
  await settled(stage);
  const business = (await table.scan(`T#${mine}#`)).find(({ sk }) => sk === 'BUSINESS');
  name = String(business?.name);
}, 180_000);
afterAll(() => stage?.stop(), 60_000);

const admin = () => employee(stage, 'samia', 'admin');
const request = async (typed: string) => (await admin()).call('POST', '/v1/business/deletion', { name: typed });
const run = () => stage.control('POST', '/_stage/invoke', { function: 'business-removal', payload: {} }).catch(() => 'died');
const traces = async (): Promise<Item[]> =>
  (await table.scan()).filter((item) => [mine, canary].some((text) => JSON.stringify(item).includes(text)));
/** What a month does not take away by itself. */
const lasting = async () =>
  new Map(
    (await table.scan())
      .filter((item) => JSON.stringify(item).includes(theirs) && item.expiresAt === undefined)
      .map((item) => [`${item.pk} ${item.sk}`, item]),
  );

describe('the end of a business', () => {
  it('is asked for by an administrator who has an export and types its name, and by nobody else', async () => {
    expect((await request(name)).body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('Export') });
    const boss = await admin();
    const { body } = await boss.call('POST', '/v1/business/exports', undefined, { 'idempotency-key': clientId() });
    await eventually(
      () => boss.call('GET', `/v1/business/exports/${body.id}`),
      (answer) => answer.body.state === 'done',
    );
    expect((await request(`${name}!`)).body).toMatchObject({ code: 'invalid-body', errors: [{ path: 'name' }] });
    const agent = await employee(stage, 'samia');
    expect((await agent.call('POST', '/v1/business/deletion', { name })).status).toBe(403);
    expect((await boss.call('GET', '/v1/business')).body).toMatchObject({ status: 'active' });
  });

  it('begins at once: nobody works any more, customers are still heard, administrators are mailed', async () => {
    const agent = await employee(stage, 'samia');
    const browser = await Browser.open(agent);
    const { status, body } = await request(name);
    expect([status, body.status]).toEqual([202, 'deleting']);
    expect(Date.parse(body.deletedAfter) - Date.now()).toBeGreaterThan(29 * dayMs);
    await eventually(
      async () => browser.closed,
      (code) => code !== undefined,
    );
    expect((await agent.call('GET', '/v1/conversations')).body).toMatchObject({ code: 'business-deleting' });
    expect((await agent.me()).memberships).toMatchObject([{ deletedAfter: body.deletedAfter, suspended: false }]);
    expect((await (await admin()).call('GET', '/v1/business/exports')).status).toBe(200);
    await say(stage.channel('samia'), newCustomer(), `${canary} later`);
    await settled(stage);
    expect((await table.scan(`T#${mine}#CONV#`)).some(({ c }) => String(c).includes(`${canary} later`))).toBe(true);
    const [mail] = await mailsTo(stage, (await admin()).email);
    expect(mail?.subject).toContain(name);
    expect(mail?.text).toContain(body.deletedAfter.slice(0, 10));
  });

  it('is called off by an administrator, and everybody works again', async () => {
    expect((await (await admin()).call('DELETE', '/v1/business/deletion')).body).toMatchObject({ status: 'active' });
    expect((await (await employee(stage, 'samia')).call('GET', '/v1/conversations')).status).toBe(200);
    const { body } = await (await admin()).call('GET', '/v1/audit');
    expect(body.items.slice(0, 2).map(({ action }: { action: string }) => action)).toEqual([
      'business.deletion-cancelled',
      'business.deletion-requested',
    ]);
  });

  it('comes when its time is over and not before, and is finished whenever its worker dies', async () => {
    const { body } = await request(name);
    requested = Date.now();
    expect(body.status).toBe('deleting');
    await settled(stage);
    const files = new RawFiles(stage);
    expect((await files.list(`tenants/${mine}/`)).size).toBeGreaterThan(0);

    await stage.clock(30 * dayMs - 60 * minuteMs);
    await run();
    expect((await table.scan(`T#${mine}#CONV#`)).length).toBeGreaterThan(0);
    const before = await lasting();
    expect(before.size).toBeGreaterThan(20);

    // The stage has passed all of it already while this was typed: the schedule and this test both run the worker.
    const at = (minutes: number) => stage.clock(requested - Date.now() + 30 * dayMs + minutes * minuteMs);
    await at(1);
    for (const point of ['after-begin', 'after-routing', 'after-memberships']) {
      await stage.failPoints(`business-removal.${point}`);
      await run();
    }
    await stage.failPoints('');
    await run();
    const agent = await employee(stage, 'samia');
    expect([401, 403]).toContain((await agent.call('GET', '/v1/conversations')).status);
    expect((await table.scan(`T#${mine}#CONV#`)).length).toBeGreaterThan(0);

    await at(30);
    for (const point of ['after-messages@2', 'after-rows', 'after-traces', 'after-registration']) {
      await stage.failPoints(`business-removal.${point}`);
      await run();
    }
    await stage.failPoints('');
    await eventually(
      async () => {
        await run();
        return traces();
      },
      (left) => left.length <= 1,
      { withinMs: 60_000 },
    );
    expect(await traces()).toEqual([{ pk: `TENANT#${mine}`, sk: 'GONE', tenant: mine, removedAt: expect.any(Number) }]);
    expect((await files.list(`tenants/${mine}/`)).size).toBe(0);
    expect(await lasting()).toEqual(before);
  }, 240_000);

  it('leaves nowhere for webhooks to go', async () => {
    const channel = stage.channel('samia');
    const late = textOf(newCustomer(canary), { body: canary });
    expect(await post(channel, bodyOf([changeOf(channel, { messages: [late] })]))).toBe(401);
    expect(await traces()).toHaveLength(1);
  });
});
