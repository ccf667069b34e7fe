import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { type Conversation, getConversation } from '../_data/conversation.ts';
import { recordSent } from '../_data/delivery.ts';
import { addInbound, addOutbound, getMessage } from '../_data/message.ts';
import type { Change } from '../_shared/frames.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { sendMessage } from './send-message.ts';

const hour = 3_600_000;
const employee = { id: anEmployee(), name: 'Nour' };

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let queued: FifoMessage[];
let pushed: Change[];
let queueWorks: boolean;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store, { windowClosesAt: noon + 24 * hour });
  queued = [];
  pushed = [];
  queueWorks = true;
});

const dependencies = () => ({
  store,
  enqueue: async (message: FifoMessage) => {
    if (!queueWorks) throw new Error('queue refused');
    queued.push(message);
  },
  push: async (_: TenantTable, changes: unknown) => void pushed.push(...(changes as Change[])),
});
const send = (given: Partial<Parameters<typeof sendMessage>[1]['message']> & { at?: number; to?: Conversation['id'] } = {}) => {
  const { at = noon, to = conversation.id, ...message } = given;
  return sendMessage(dependencies(), {
    conversationId: to,
    message: { clientId: aClientId(at), content: { kind: 'text', text: 'Yes, one left.' }, ...message },
    employee,
    now: at,
  });
};
const codeOf = async (result: ReturnType<typeof send>) => {
  const problem = await result;
  return 'code' in problem ? problem.code : 'accepted';
};

describe('an accepted message', () => {
  it('is written, is the last one of its conversation, queued under its own id and shown to those who look', async () => {
    const clientId = aClientId(noon);
    const message = await send({ clientId });
    expect(message).toMatchObject({
      direction: 'out',
      status: 'queued',
      content: { kind: 'text', text: 'Yes, one left.' },
      author: { type: 'employee', employeeId: employee.id, name: 'Nour' },
    });
    if ('code' in message) throw new Error('refused');
    expect(await getMessage(store, conversation.id, message.id)).toEqual(message);
    expect((await getConversation(store, conversation.id))?.lastMessage?.id).toBe(message.id);
    expect(queued).toEqual([
      {
        group: conversation.id,
        deduplication: `${conversation.id}/${message.id}`,
        body: { v: 1, type: 'message', tenant: store.tenant, conversationId: conversation.id, messageId: message.id },
      },
    ]);
    expect(pushed.map(({ to, event }) => [to, event.type])).toEqual([
      [{ viewing: conversation.id }, 'message.changed'],
      ['everyone', 'conversation.changed'],
    ]);
  });

  it('costs 4 write units', async () => {
    table.consumed();
    await send();
    expect(table.consumed().write).toBe(4);
  });

  it('is accepted although the queue refuses it: the relay queues it', async () => {
    queueWorks = false;
    const message = await send();
    expect(message).toMatchObject({ status: 'queued' });
    expect(pushed).toHaveLength(2);
  });

  it('quotes a message that the provider knows', async () => {
    const text = aText(conversation, { seq: 1 });
    await addInbound(store, text);
    expect(await send({ replyTo: text.id })).toMatchObject({ replyTo: text.providerId });
  });
});

describe('the same client id', () => {
  it('is one message, however often and at once, queued each time under one id', async () => {
    const clientId = aClientId(noon);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ clientId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(1);
    const items = (await table.scan()).filter(
      ({ pk, sk }) => pk === `T#${store.tenant}#CONV#${conversation.id}` && sk !== 'CONV',
    );
    expect(items).toHaveLength(1);
    expect((await getConversation(store, conversation.id))?.version).toBe(2);
  });

  it('with other words is refused', async () => {
    const clientId = aClientId(noon);
    await send({ clientId });
    expect(await codeOf(send({ clientId, content: { kind: 'text', text: 'No.' } }))).toBe('client-id-reused');
    expect(await codeOf(send({ clientId, content: { kind: 'text', text: 'Yes, one left.', previewUrl: true } }))).toBe(
      'client-id-reused',
    );
    expect(queued).toHaveLength(1);
  });

  it('in another conversation or business is another message', async () => {
    const clientId = aClientId(noon);
    const first = await send({ clientId });
    const sibling = await aConversation(store, { windowClosesAt: noon + hour });
    const second = await send({ clientId, to: sibling.id, content: { kind: 'text', text: 'Other' } });
    store = table.of(aTenant());
    const stranger = await aConversation(store, { windowClosesAt: noon + hour });
    const third = await send({ clientId, to: stranger.id, content: { kind: 'text', text: 'Third' } });
    expect([first, second, third].map((answer) => ('code' in answer ? answer.code : answer.status))).toEqual([
      'queued',
      'queued',
      'queued',
    ]);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(3);
  });

  it('finishes what a crash left undone', async () => {
    const clientId = aClientId(noon);
    const author = { type: 'employee' as const, employeeId: employee.id, name: employee.name };
    const content = { kind: 'text' as const, text: 'Yes, one left.' };
    await addOutbound(store, { conversationId: conversation.id, clientId, content, author }, noon);
    const message = await send({ clientId });
    if ('code' in message) throw new Error('refused');
    expect((await getConversation(store, conversation.id))?.lastMessage?.id).toBe(message.id);
    expect(queued).toHaveLength(1);
  });

  it('is not queued again once it is on its way', async () => {
    const clientId = aClientId(noon);
    const message = await send({ clientId });
    if ('code' in message) throw new Error('refused');
    await recordSent(store, { conversationId: conversation.id, messageId: message.id }, { providerId: 'wamid.1', now: noon });
    expect(await send({ clientId })).toMatchObject({ status: 'sent', providerId: 'wamid.1' });
    expect(queued).toHaveLength(1);
  });

  it('too old or from the future is refused, unless its message is there', async () => {
    const clientId = aClientId(noon);
    const message = await send({ clientId });
    const later = { at: noon + hour, clientId };
    expect(await send(later)).toMatchObject({ id: 'id' in message && message.id });
    expect(await codeOf(send({ at: noon + hour, clientId: aClientId(noon + 40 * 60_000) }))).toBe('client-id-expired');
    expect(await codeOf(send({ clientId: aClientId(noon + 2 * 60_000) }))).toBe('client-id-expired');
  });
});

describe('a closed window', () => {
  it('refuses before anything is written or queued', async () => {
    for (const windowClosesAt of [noon, noon - hour, undefined]) {
      const closed = await aConversation(store, { windowClosesAt });
      table.consumed();
      expect(await codeOf(send({ to: closed.id }))).toBe('window-closed');
      expect(table.consumed().write).toBe(0);
    }
    expect(queued).toEqual([]);
    expect(pushed).toEqual([]);
  });

  it('still answers for what was accepted before it closed', async () => {
    const clientId = aClientId(noon);
    const message = await send({ clientId });
    const late = { at: noon + 25 * hour, clientId };
    expect(await send(late)).toMatchObject({ id: 'id' in message && message.id });
    expect(await codeOf(send({ ...late, content: { kind: 'text', text: 'No.' } }))).toBe('client-id-reused');
  });

  it('is open until the very millisecond', async () => {
    const open = await aConversation(store, { windowClosesAt: noon + 1 });
    expect(await codeOf(send({ to: open.id }))).toBe('accepted');
  });
});

describe('what is not there', () => {
  it('is not found, in another business as well', async () => {
    const mine = conversation.id;
    store = table.of(aTenant());
    expect(await codeOf(send({ to: mine }))).toBe('not-found');
  });
  it('cannot be quoted, nor what the provider does not know', async () => {
    const unsent = await send();
    if ('code' in unsent) throw new Error('refused');
    expect(await codeOf(send({ replyTo: unsent.id }))).toBe('invalid-body');
    expect(await codeOf(send({ replyTo: aText(conversation).id }))).toBe('invalid-body');
    expect(queued).toHaveLength(1);
  });
});
