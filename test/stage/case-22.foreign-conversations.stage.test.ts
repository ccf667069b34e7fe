import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

const nobody = '01arz3ndektsv4rrffq69g5fav';

describe('somebody of another business', () => {
  let stage: Stage;
  let theirs: Employee;
  let ours: Employee;
  const open: Browser[] = [];
  beforeAll(async () => {
    stage = sharedStage();
    theirs = await employee(stage, 'isik');
    ours = await employee(stage, 'samia');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((browser) => browser.close()));
  });
  const browserOf = async (who: Employee): Promise<Browser> => {
    const browser = await Browser.open(who);
    open.push(browser);
    return browser;
  };

  async function ourConversation(canary: string) {
    const customer = newCustomer(`Name ${canary}`);
    await say(stage.channel('samia'), customer, canary);
    const conversation = await ours.heardFrom(customer.waId);
    return { customer, id: conversation.id };
  }

  it('cannot look at a conversation, and is answered as if there were none', async () => {
    const { id } = await ourConversation('canary-look');
    const [spy, own] = [await browserOf(theirs), await browserOf(ours)];
    expect((await own.command({ type: 'view', conversationId: id })).type).toBe('command.done');
    const [foreign, unknown] = [
      await spy.command({ type: 'view', conversationId: id }),
      await spy.command({ type: 'view', conversationId: nobody }),
    ];
    expect(foreign.type).toBe('command.failed');
    expect({ ...foreign, requestId: '' }).toEqual({ ...unknown, requestId: '' });
    for (const path of [`/v1/conversations/${id}`, `/v1/conversations/${id}/messages`]) {
      const [seen, missing] = [await theirs.call('GET', path), await theirs.call('GET', path.replace(id, nobody))];
      expect(seen.status).toBe(404);
      expect({ ...seen.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    }
  });

  it('receives no byte of it, while those who may are shown everything', async () => {
    const { customer, id } = await ourConversation('canary-before');
    const [spy, own] = [await browserOf(theirs), await browserOf(ours)];
    await spy.command({ type: 'view', conversationId: id });
    await own.command({ type: 'view', conversationId: id });
    await spy.command({ type: 'typing', conversationId: id });
    await say(stage.channel('samia'), customer, 'canary-after');
    await ours.send(id, 'canary-answer');
    await eventually(
      () => own.raw.join(''),
      (bytes) => bytes.includes('canary-after') && bytes.includes('canary-answer'),
    );
    await settled(stage);
    const bytes = spy.raw.join('');
    for (const canary of ['canary', customer.waId, customer.userId]) expect(bytes).not.toContain(canary);
    // Only answers to their own commands name the conversation, and they say that there is none.
    expect(spy.events.filter(({ type }) => type !== 'command.failed' && type !== 'presence' && type !== 'command.done')).toEqual(
      [],
    );
    expect(own.events.some((event) => event.type === 'typing')).toBe(false);
  });

  it('cannot write, mark as read or appear as typing in it', async () => {
    const { id } = await ourConversation('canary-write');
    const spy = await browserOf(theirs);
    const { items } = await ours.thread(id);
    const rows = () => new RawTable(stage).scan(`T#${stage.business('samia').id}#CONV#${id}`);
    const before = await rows();
    const message = { clientId: clientId(), content: { kind: 'text', text: 'x' } };
    const attempts = (conversationId: string) => [
      { type: 'read', conversationId, upTo: items[0]?.id },
      { type: 'typing', conversationId },
      { type: 'send', conversationId, message },
    ];
    for (const [index, command] of attempts(id).entries()) {
      const [foreign, unknown] = [await spy.command(command), await spy.command(attempts(nobody)[index] ?? {})];
      expect({ ...foreign, requestId: '' }).toEqual({ ...unknown, requestId: '' });
      if (command.type !== 'typing') expect(foreign.type).toBe('command.failed');
    }
    expect((await theirs.call('POST', `/v1/conversations/${id}/read`, { upTo: items[0]?.id })).status).toBe(404);
    await settled(stage);
    expect(await rows()).toEqual(before);
  });

  it('and the business named in the header must be one of theirs', async () => {
    const foreign = await theirs.call('GET', '/v1/conversations', undefined, { 'x-business-id': stage.business('samia').id });
    expect(foreign.status).toBe(403);
    const unknown = await theirs.call('GET', '/v1/conversations', undefined, { 'x-business-id': nobody });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' });
  });
});

describe('somebody who is no longer a member', () => {
  let stage: Stage;
  let table: RawTable;
  let key: { pk: string; sk: string } | undefined;
  beforeAll(() => {
    stage = sharedStage();
    table = new RawTable(stage);
  });
  afterAll(async () => {
    if (key) await table.set(key, { active: { BOOL: true } });
  });

  it.each([
    ['at the next command', true],
    ['within 5 seconds without saying anything', false],
  ])('is cut off %s, and sees nothing of what comes after', async (_, speaks) => {
    if (key) await table.set(key, { active: { BOOL: true } });
    const leaver = await employee(stage, 'samia', 'viewer');
    const browser = await Browser.open(leaver);
    expect((await browser.command({ type: 'ping' })).type).toBe('command.done');
    const sub = JSON.parse(Buffer.from(leaver.token.split('.')[1] ?? '', 'base64url').toString()).sub;
    key = { pk: `USER#${sub}`, sk: `MEMBER#${leaver.business}` };
    await table.set(key, { active: { BOOL: false } });
    if (speaks) browser.say(JSON.stringify({ type: 'view', requestId: 'late', conversationId: null }));
    await eventually(
      () => browser.closed,
      (code) => code !== undefined,
      { withinMs: 5_000 },
    );
    expect(browser.events.some((event) => event.type === 'command.done' && event.requestId === 'late')).toBe(false);

    const customer = newCustomer('After');
    await say(stage.channel('samia'), customer, 'canary-leaver');
    await settled(stage);
    expect(browser.raw.join('')).not.toContain('canary-leaver');
    const rows = await table.scan(`T#${leaver.business}#CONN`);
    expect(rows.filter((row) => row.sub === sub)).toEqual([]);
  });
});
