import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee, type Reply } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, changeOf, newCustomer, newWamid, post, say, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

let stage: Stage;
let folder: string;

beforeAll(async () => {
  stage = sharedStage();
  folder = await mkdtemp(join(tmpdir(), 'moving-'));
  await writeFile(join(folder, 'outputs.json'), JSON.stringify(stage.outputs));
});

afterAll(async () => {
  await stage?.failPoints('');
  await rm(folder, { recursive: true, force: true });
});

describe('a business that moved in', () => {
  it('knows its customers and their messages when the webhook is switched', async () => {
    const channel = stage.channel('samia');
    const customer = newCustomer('Moved');
    const wamid = newWamid();
    const at = Math.floor(Date.now() / 1000) - 3_600;
    const stamp = new Date(at * 1000).toISOString();
    await writeFile(join(folder, 'customers.csv'), `id,phone,name\nc1,+${customer.waId},Moved\n`);
    await writeFile(join(folder, 'conversations.csv'), 'id,customer_id\nv1,c1\n');
    await writeFile(
      join(folder, 'messages.csv'),
      `id,conversation_id,direction,content,whatsapp_message_id,timestamp\nm1,v1,in,Before,${wamid},${stamp}\n`,
    );
    const args = ['scripts/import.ts', '--business', stage.business('samia').slug, '--from', folder];
    const outputs = ['--outputs', join(folder, 'outputs.json'), '--work', join(folder, 'work')];
    await promisify(execFile)(process.execPath, [...args, ...outputs]);

    // The provider repeats what the old system had, then the customer goes on.
    const repeated = textOf(customer, { id: wamid, body: 'Before', at });
    expect(await post(channel, bodyOf([changeOf(channel, { customers: [customer], messages: [repeated] })]))).toBe(200);
    await say(channel, customer, 'After');
    await settled(stage);

    const agent = await employee(stage, 'samia');
    const conversation = await eventually(
      () => agent.conversationWith(customer.waId),
      (found) => found?.lastMessage?.preview === 'After',
    );
    expect(conversation?.unread).toBe(1);
    const { items } = await agent.thread(conversation?.id ?? '');
    expect(items.map(({ content, seq }) => [content.kind === 'text' && content.text, seq])).toEqual([
      ['Before', 1],
      ['After', 2],
    ]);
  });
});

describe('an export', () => {
  const begin = (who: Employee): Promise<Reply> =>
    who.call('POST', '/v1/business/exports', undefined, { 'idempotency-key': clientId() });
  /** One at a time: what another file asked for must be done first. */
  const asked = async (who: Employee): Promise<string> => {
    const { body } = await eventually(
      () => begin(who),
      ({ status }) => status === 202,
    );
    return body.id;
  };
  const done = (who: Employee, id: string): Promise<Reply> =>
    eventually(
      () => who.call('GET', `/v1/business/exports/${id}`),
      ({ body }) => body.state === 'done',
    );

  it('is everything of the business and nothing of another, also when its writer is killed in the middle', async () => {
    const canary = `canary-${clientId()}`;
    await say(stage.channel('isik'), newCustomer(canary), canary);
    await settled(stage);
    const admin = await employee(stage, 'samia', 'admin');
    await stage.failPoints('business-exporter.after-files@1');
    const id = await asked(admin);
    await eventually(
      async () => (await admin.call('GET', `/v1/business/exports/${id}`)).body.state,
      (state) => state !== 'done',
    );
    await stage.failPoints('');
    const { body } = await done(admin, id);

    const rows = await new RawTable(stage).scan(`T#${stage.business('samia').id}#`);
    const count = (match: (item: Readonly<Record<string, unknown>>) => boolean) => rows.filter(match).length;
    expect(body.rows).toMatchObject({
      conversations: count(({ sk }) => sk === 'CONV'),
      customers: count(({ sk }) => sk === 'CUSTOMER'),
      messages: count(({ sk }) => String(sk).startsWith('M#')),
    });
    let text = '';
    for (const { url, bytes } of body.files) {
      const file = await (await fetch(url)).text();
      expect(Buffer.byteLength(file)).toBe(bytes);
      text += file;
    }
    expect(text).toContain('"format": "frontdesk"');
    expect(text).not.toContain(canary);
    const tokens = rows.flatMap(({ token }) => (typeof token === 'string' ? [token] : []));
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(text).not.toContain(token);
  });

  it('is written also when its author is killed before queueing it, without anybody looking at it', async () => {
    const admin = await employee(stage, 'samia', 'admin');
    const exports = async () =>
      (await new RawTable(stage).scan(`T#${admin.business}#`)).filter(({ sk }) => String(sk).startsWith('EXPORT#'));
    await eventually(exports, (found) => found.every(({ state }) => state === 'done'));
    const before = (await exports()).length;
    await stage.failPoints('business-exports.after-entry@1');
    expect((await begin(admin)).status).toBeGreaterThanOrEqual(500);
    await stage.failPoints('');
    const after = await eventually(exports, (found) => found.every(({ state }) => state === 'done'));
    expect(after).toHaveLength(before + 1);
  });

  it('is for those who pay the bill, and for nobody of another business', async () => {
    const agent = await employee(stage, 'samia');
    expect((await begin(agent)).status).toBe(403);
    const id = await asked(await employee(stage, 'samia', 'admin'));
    const stranger = await employee(stage, 'isik', 'admin');
    const foreign = await stranger.call('GET', `/v1/business/exports/${id}`);
    const unknown = await stranger.call('GET', `/v1/business/exports/${'0'.repeat(26)}`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    await done(await employee(stage, 'samia', 'admin'), id);
  });
});
