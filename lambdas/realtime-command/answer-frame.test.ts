import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Permission, systemRoles } from '../../contract/permissions.ts';
import { Command, Frame, type RealtimeEvent } from '../../contract/realtime.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { addConnection, listConnections } from '../_data/connection.ts';
import { type Conversation, changeConversation } from '../_data/conversation.ts';
import { withInbound } from '../_data/conversation-changes.ts';
import type { Membership } from '../_data/membership.ts';
import { addInbound } from '../_data/message.ts';
import type { Registration } from '../_data/registration.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { pushTo } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { answerFrame } from './answer-frame.ts';
import { permissionFor } from './permissions.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let frames: { id: string; event: RealtimeEvent }[];
let closed: string[];
let queued: FifoMessage[];
let reported: unknown[];
let member: Membership | undefined;
let business: Pick<Registration, 'status'> | undefined;
const employeeId = anEmployee();

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store, { windowClosesAt: noon + 3_600_000 });
  frames = [];
  closed = [];
  queued = [];
  reported = [];
  business = { status: 'active' };
  member = {
    sub: 'person',
    tenant: store.tenant,
    employeeId,
    name: 'Nour',
    email: 'nour@example.test',
    role: 'agent',
    permissions: [...systemRoles.agent],
    active: true,
    version: 1,
  };
  for (const id of ['mine', 'colleague'])
    await addConnection(store, { id, employeeId: id === 'mine' ? employeeId : anEmployee(), sub: id, name: id }, noon);
});

const sockets = {
  async send(id: string, frame: string) {
    for (const event of Frame.parse(JSON.parse(frame)).events) frames.push({ id, event });
    return 'sent' as const;
  },
  async close(id: string) {
    closed.push(id);
    return 'closed' as const;
  },
};
const say = (frame: unknown, connectionId = 'mine') =>
  answerFrame(
    {
      store,
      sockets,
      push: pushTo(sockets),
      enqueue: async (message) => void queued.push(message),
      membership: async () => member,
      registration: async () => business,
      report: (error) => void reported.push(error),
    },
    {
      connectionId,
      holder: { tenant: store.tenant, sub: 'person', employeeId, name: 'Nour' },
      frame: typeof frame === 'string' ? frame : JSON.stringify(frame),
      now: noon,
    },
  );
const heardBy = (id: string) => frames.filter((frame) => frame.id === id).map(({ event }) => event);
const rows = async () => Object.fromEntries((await listConnections(store, noon)).map(({ id, viewing }) => [id, viewing]));

describe('ping', () => {
  it('is answered with its request id', async () => {
    await say({ type: 'ping', requestId: '7' });
    await say({ type: 'ping' });
    expect(frames.map(({ event }) => event)).toEqual([{ type: 'command.done', requestId: '7' }, { type: 'command.done' }]);
  });
});

describe('view', () => {
  it('is remembered, and everybody sees who looks at what', async () => {
    await say({ type: 'view', requestId: '1', conversationId: conversation.id });
    expect(await rows()).toEqual({ mine: conversation.id, colleague: undefined });
    expect(heardBy('colleague')).toMatchObject([{ type: 'presence', online: [{}, {}] }]);
    const [presence] = heardBy('colleague');
    if (presence?.type !== 'presence') throw new Error('no presence');
    expect(presence.online.find((one) => one.employeeId === employeeId)?.viewing).toEqual([conversation.id]);
    expect(heardBy('mine').map(({ type }) => type)).toEqual(['presence', 'command.done']);
  });
  it('of nothing forgets it', async () => {
    await say({ type: 'view', conversationId: conversation.id });
    await say({ type: 'view', conversationId: null });
    expect(await rows()).toEqual({ mine: undefined, colleague: undefined });
  });
  it('of several is remembered for the tabs that share the socket, each of which is told of its own', async () => {
    const other = await aConversation(store);
    await say({ type: 'view', conversationId: conversation.id, also: [other.id] });
    const [presence] = heardBy('colleague');
    if (presence?.type !== 'presence') throw new Error('no presence');
    expect(presence.online.find((one) => one.employeeId === employeeId)?.viewing).toEqual([conversation.id, other.id]);
    for (const { id } of [conversation, other]) await say({ type: 'typing', conversationId: id }, 'colleague');
    expect(heardBy('mine').flatMap((event) => (event.type === 'typing' ? [event.conversationId] : []))).toEqual([
      conversation.id,
      other.id,
    ]);
    const foreign = await aConversation(table.of(aTenant()));
    await say({ type: 'view', requestId: '2', conversationId: conversation.id, also: [foreign.id] });
    expect(heardBy('mine').at(-1)).toMatchObject({ type: 'command.failed', requestId: '2', code: 'not-found' });
  });
  it('counts as the page said it, even if the one before ends last', async () => {
    await say({ type: 'view', conversationId: conversation.id, order: 2 });
    frames = [];
    await say({ type: 'view', requestId: 'late', conversationId: null, order: 1 });
    expect(await rows()).toEqual({ mine: conversation.id, colleague: undefined });
    expect(heardBy('mine')).toEqual([{ type: 'command.done', requestId: 'late' }]);
    expect(heardBy('colleague')).toEqual([]);
    await say({ type: 'view', conversationId: null, order: 3 });
    expect(await rows()).toEqual({ mine: undefined, colleague: undefined });
  });
  it('of another business’s conversation is not found, like one that is not there', async () => {
    const foreign = await aConversation(table.of(aTenant()));
    await say({ type: 'view', requestId: '1', conversationId: foreign.id });
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', requestId: '1', code: 'not-found' }]);
    expect(await rows()).toEqual({ mine: undefined, colleague: undefined });
    expect(heardBy('colleague')).toEqual([]);
  });
  it('by a connection that is not known any more closes it, and does not bring it back', async () => {
    await say({ type: 'view', conversationId: conversation.id }, 'stranger');
    expect(closed).toEqual(['stranger']);
    expect(Object.keys(await rows()).sort()).toEqual(['colleague', 'mine']);
  });
});

describe('typing', () => {
  it('is shown for six seconds to the others who look', async () => {
    await say({ type: 'view', conversationId: conversation.id });
    await say({ type: 'view', conversationId: conversation.id }, 'colleague');
    frames = [];
    await say({ type: 'typing', conversationId: conversation.id });
    expect(heardBy('colleague')).toEqual([
      { type: 'typing', conversationId: conversation.id, employeeId, name: 'Nour', until: new Date(noon + 6_000).toISOString() },
    ]);
    expect(heardBy('mine')).toEqual([{ type: 'command.done' }]);
  });
});

describe('send and read', () => {
  it('do what their routes do', async () => {
    const message = { clientId: aClientId(noon), content: { kind: 'text', text: ' Hello ' } };
    await say({ type: 'send', requestId: 's', conversationId: conversation.id, message });
    expect(heardBy('mine').at(-1)).toMatchObject({
      type: 'command.done',
      requestId: 's',
      message: { status: 'queued', content: { text: 'Hello' }, author: { type: 'employee', employeeId, name: 'Nour' } },
    });
    expect(heardBy('colleague')).toMatchObject([{ type: 'conversation.changed' }]);
    const text = aText(conversation, { seq: 1 });
    await addInbound(store, text);
    await changeConversation(store, conversation.id, (now) => withInbound(now, text, noon));
    await say({ type: 'read', requestId: 'r', conversationId: conversation.id, upTo: text.id });
    expect(heardBy('mine').at(-1)).toEqual({ type: 'command.done', requestId: 'r' });
    expect(heardBy('colleague').at(-1)).toMatchObject({ type: 'conversation.changed', conversation: { unread: 0 } });
    expect(queued.map(({ body }) => body)).toMatchObject([{ type: 'message' }, { type: 'read-receipt' }]);
  });
  it('fail with the problem of their routes', async () => {
    const closedOne = await aConversation(store);
    const message = { clientId: aClientId(noon), content: { kind: 'text', text: 'Hello' } };
    await say({ type: 'send', requestId: 's', conversationId: closedOne.id, message });
    expect(heardBy('mine')).toMatchObject([
      { type: 'command.failed', requestId: 's', code: 'window-closed', title: expect.any(String) },
    ]);
    expect(queued).toEqual([]);
  });
});

describe('whoever speaks', () => {
  it('is looked up each time: a person who has left is told, removed and closed', async () => {
    const left: (Membership | undefined)[] = [
      undefined,
      member && { ...member, active: false },
      member && { ...member, permissions: [] },
      member && { ...member, impersonation: { until: noon, reason: 'The visit is over' } },
    ];
    for (const [index, now] of left.entries()) {
      const id = `left-${index}`;
      await addConnection(store, { id, employeeId, sub: 'person', name: 'Nour' }, noon);
      member = now;
      expect(await say({ type: 'ping', requestId: '1' }, id)).toBe('closed');
      expect(heardBy(id)).toMatchObject([{ type: 'command.failed', requestId: '1', code: 'forbidden' }]);
      expect(closed.at(-1)).toBe(id);
    }
    expect(Object.keys(await rows()).sort()).toEqual(['colleague', 'mine']);
  });
  it('needs the permission of the command', async () => {
    if (member) member = { ...member, permissions: [...systemRoles.viewer] };
    const message = { clientId: aClientId(noon), content: { kind: 'text', text: 'Hello' } };
    await say({ type: 'send', requestId: 's', conversationId: conversation.id, message });
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', requestId: 's', code: 'forbidden' }]);
    expect(queued).toEqual([]);
    expect(closed).toEqual([]);
    await say({ type: 'view', requestId: 'v', conversationId: conversation.id });
    expect(heardBy('mine').at(-1)).toEqual({ type: 'command.done', requestId: 'v' });
  });
  it('on a visit looks and changes nothing', async () => {
    if (member) member = { ...member, impersonation: { until: noon + 1, reason: 'Asked for help' } };
    const message = { clientId: aClientId(noon), content: { kind: 'text', text: 'Hello' } };
    await say({ type: 'send', requestId: 's', conversationId: conversation.id, message });
    await say({ type: 'typing', requestId: 't', conversationId: conversation.id });
    expect(heardBy('mine')).toMatchObject([
      { type: 'command.failed', requestId: 's', code: 'read-only' },
      { type: 'command.failed', requestId: 't', code: 'read-only' },
    ]);
    await say({ type: 'view', requestId: 'v', conversationId: conversation.id });
    expect(heardBy('mine').at(-1)).toEqual({ type: 'command.done', requestId: 'v' });
    expect(queued).toEqual([]);
  });
  it('gets the permission its REST route asks for', async () => {
    const { conversations } = await import('../../contract/conversations.ts');
    const rest: Partial<Record<Command['type'], Permission>> = {
      send: conversations.routes.send.access,
      read: conversations.routes.read.access,
    };
    for (const option of Command.options) {
      const type = option.shape.type.value;
      expect(permissionFor(type)).toBe(rest[type] ?? 'conversations.view');
    }
  });
});

describe('a bad frame', () => {
  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['not an object', '42'],
    ['an unknown command', { type: 'erase', requestId: 'x' }],
    ['an unknown field', { type: 'ping', tenantId: 'other' }],
    ['a wrong id', { type: 'typing', conversationId: '*' }],
    ['a wrong client id', { type: 'send', conversationId: '01j00000000000000000000001', message: { clientId: 'x' } }],
    ['an endless request id', { type: 'ping', requestId: 'x'.repeat(65) }],
  ])('is answered, not a crash: %s', async (_, frame) => {
    expect(await say(frame)).toBe('malformed');
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', code: 'bad-request' }]);
    expect(reported).toEqual([]);
  });
  it('is answered with its request id, where it has one', async () => {
    await say({ type: 'erase', requestId: 'x' });
    expect(heardBy('mine')).toMatchObject([{ requestId: 'x' }]);
  });
});

describe('somebody of a business', () => {
  const ping = { type: 'ping', requestId: '1' };
  it('that is suspended is told so, and the connection is closed', async () => {
    business = { status: 'suspended' };
    expect(await say(ping)).toBe('closed');
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', code: 'business-suspended', requestId: '1' }]);
    expect(closed).toEqual(['mine']);
    expect(await rows()).toEqual({ colleague: undefined });
  });
  it('that is gone is let in no more', async () => {
    business = undefined;
    expect(await say(ping)).toBe('closed');
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', code: 'forbidden' }]);
  });
  it('that is to be deleted lets nobody go on either', async () => {
    business = { status: 'deleting' };
    expect(await say(ping)).toBe('closed');
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', code: 'business-deleting' }]);
  });
});

describe('a failure of ours', () => {
  it('is reported and told without its reason', async () => {
    const dependencies = { store, sockets, push: pushTo(sockets), enqueue: () => Promise.reject(new Error('x')) };
    const context = {
      connectionId: 'mine',
      holder: { tenant: store.tenant, sub: 'person', employeeId, name: 'Nour' },
      now: noon,
    };
    const type = await answerFrame(
      {
        ...dependencies,
        membership: () => Promise.reject(new Error('secret')),
        registration: async () => business,
        report: (error) => void reported.push(error),
      },
      { ...context, frame: '{"type":"ping","requestId":"1"}' },
    );
    expect(type).toBe('failed');
    expect(heardBy('mine')).toMatchObject([{ type: 'command.failed', requestId: '1', code: 'internal' }]);
    expect(JSON.stringify(frames)).not.toContain('secret');
    expect(reported).toHaveLength(1);
  });
});
