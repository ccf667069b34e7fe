import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationId } from '../../contract/ids.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aConversation, aCustomer, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { addConnection, listConnections, removeConnection, setViewing } from './connection.ts';
import { getConversation } from './conversation.ts';
import { newConversation } from './conversation-changes.ts';
import { getCustomer, learnAbout } from './customer.ts';
import { findIdentity, firstContact, linkIdentity } from './identity.ts';
import { getMembership, getPlatformAdmin, listMemberships, putMembership, putPlatformAdmin } from './membership.ts';
import { getSession, putSession, removeSession, rotateSession } from './session.ts';
import { consumeTicket, putTicket } from './ticket.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
});
afterAll(() => table.close());

describe('first contact', () => {
  it('makes names, customer and conversation at once, and has one winner', async () => {
    const channel = aChannel();
    const identities = ['bsuid:US.1', 'wa:12025550143'] as const;
    const attempts = Array.from({ length: 6 }, () => {
      const id = ConversationId.parse(ulid(noon));
      const customer = aCustomer();
      return newConversation(id, channel, { id: customer, name: 'Sara' }, undefined, noon);
    });
    const facts = { name: 'Sara', waId: '12025550143', userId: 'US.1' };
    const outcomes = await Promise.all(attempts.map((one) => firstContact(store, identities, one, facts, noon)));
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
    const winner = attempts[outcomes.indexOf('made')];
    const known = { customerId: winner?.customer.id, conversationId: winner?.id };
    for (const identity of identities) expect(await findIdentity(store, channel, identity, { consistent: true })).toEqual(known);
    const found = await Promise.all(attempts.map(({ id }) => getConversation(store, id)));
    expect(found.filter(Boolean)).toHaveLength(1);
    expect(await findIdentity(table.of(aTenant()), channel, 'bsuid:US.1')).toBeUndefined();
  });

  it('gives a name to one customer only, and to the same one again', async () => {
    const [one, other] = [await aConversation(store), await aConversation(store)];
    const channel = aChannel();
    const known = { customerId: one.customer.id, conversationId: one.id };
    expect(await linkIdentity(store, channel, 'wa:555123', known)).toBe('linked');
    expect(await linkIdentity(store, channel, 'wa:555123', known)).toBe('linked');
    expect(await linkIdentity(store, channel, 'wa:555123', { customerId: other.customer.id, conversationId: other.id })).toBe(
      'taken',
    );
  });
});

describe('a customer', () => {
  it('keeps the newest of each fact, and nothing that was not told', async () => {
    const conversation = await aConversation(store);
    const { id } = conversation.customer;
    await learnAbout(store, id, { name: 'Sara', username: 'sara.w' }, noon + 10);
    expect(await learnAbout(store, id, { name: 'Old Sara', waId: '1202' }, noon + 5)).toEqual({
      id,
      name: 'Sara',
      username: 'sara.w',
      waId: '1202',
    });
    expect(await learnAbout(store, id, { name: 'Sara W' }, noon + 20)).toMatchObject({ name: 'Sara W', waId: '1202' });
    expect((await getCustomer(store, id))?.userId).toBeUndefined();
    expect(await learnAbout(store, aCustomer(), { name: 'Nobody' }, noon)).toBeUndefined();
  });
});

describe('memberships', () => {
  it('are read one by one and all together', async () => {
    const sub = 'sub-1';
    const member = {
      sub,
      employeeId: anEmployee(),
      name: 'Nour',
      email: 'nour@example.com',
      role: 'agent',
      permissions: ['conversations.view' as const],
      active: true,
      version: 1,
    };
    const [here, there] = [aTenant(), aTenant()];
    await putMembership(table.platform, { ...member, tenant: here });
    await putMembership(table.platform, { ...member, tenant: there, active: false });
    expect(await getMembership(table.platform, sub, here)).toEqual({ ...member, tenant: here });
    expect(await getMembership(table.platform, 'sub-2', here)).toBeUndefined();
    expect(await getPlatformAdmin(table.platform, sub)).toBeUndefined();
    await putPlatformAdmin(table.platform, sub, 'boss@example.com');
    expect(await getPlatformAdmin(table.platform, sub)).toBe('boss@example.com');
    const memberships = await listMemberships(table.platform, sub);
    expect(new Set(memberships.map(({ tenant }) => tenant))).toEqual(new Set([here, there]));
  });
});

describe('a session', () => {
  const session = { id: 'session-1', sub: 'sub-1', current: 'hash-1', refreshToken: 'sealed', expiresAt: noon / 1000 + 60 };
  const begun = { device: 'Chrome on Windows', now: noon };
  const rotate = (presented: string, next: string, now: number) =>
    rotateSession(table.platform, { id: session.id, presented, next, now, graceMs: 10_000 });

  it('rotates once per secret; the one before counts a moment longer, an older one is a theft', async () => {
    await putSession(table.platform, session, begun);
    const both = await Promise.all([rotate('hash-1', 'hash-2a', noon), rotate('hash-1', 'hash-2b', noon)]);
    expect(both.toSorted()).toEqual(['late', 'rotated']);
    const winner = both[0] === 'rotated' ? 'hash-2a' : 'hash-2b';
    expect(await rotate('hash-1', 'hash-3', noon + 10_000)).toBe('reused');
    expect(await rotate(winner, 'hash-3', noon + 20_000)).toBe('rotated');
    expect(await rotate('hash-1', 'hash-4', noon + 20_001)).toBe('reused');
    await removeSession(table.platform, session);
    expect(await rotate('hash-3', 'hash-4', noon + 20_002)).toBe('gone');
  });

  it('is rotated once although the answer was lost', async () => {
    const id = 'session-3';
    await putSession(table.platform, { ...session, id }, begun);
    const rotation = { id, presented: 'hash-1', next: 'hash-2', now: noon, graceMs: 10_000 };
    expect(await rotateSession(losingAnswer(table.platform), rotation)).toBe('rotated');
  });

  it('ends at its time, whenever the table removes it', async () => {
    const id = 'session-2';
    await putSession(table.platform, { ...session, id }, begun);
    expect(await getSession(table.platform, id, noon + 59_999)).toMatchObject({ sub: 'sub-1' });
    expect(await getSession(table.platform, id, noon + 60_000)).toBeUndefined();
  });
});

describe('a ticket', () => {
  const content = {
    tenant: aTenant(),
    sub: 'sub-1',
    employeeId: anEmployee(),
    name: 'Nour',
    origin: 'https://desk.example',
    validUntil: noon + 30_000,
  };

  it('works once, of several at the same time too, and is not in the table', async () => {
    await putTicket(table.platform, 'ticket-in-clear', content);
    expect(JSON.stringify(await table.scan())).not.toContain('ticket-in-clear');
    const taken = await Promise.all(Array.from({ length: 5 }, () => consumeTicket(table.platform, 'ticket-in-clear', noon)));
    expect(taken.filter((one) => one !== undefined)).toEqual([content]);
  });

  it('does not work late, to the millisecond', async () => {
    await putTicket(table.platform, 'late', content);
    expect(await consumeTicket(table.platform, 'late', noon + 30_000)).toBeUndefined();
    expect(await consumeTicket(table.platform, 'late', noon)).toBeUndefined();
    await putTicket(table.platform, 'in time', content);
    expect(await consumeTicket(table.platform, 'in time', noon + 29_999)).toEqual(content);
  });
});

describe('connections', () => {
  it('are listed per business until they close or expire, with what is on screen', async () => {
    const own = table.of(aTenant());
    const connection = { id: 'abc=', employeeId: anEmployee(), sub: 'sub-1', name: 'Nour' };
    const { id: viewing } = await aConversation(own);
    await addConnection(own, connection, noon);
    await addConnection(own, { ...connection, id: 'def=' }, noon);
    expect(await setViewing(own, 'abc=', viewing)).toBe('set');
    expect(await listConnections(own, noon)).toEqual([
      { ...connection, connectedAt: noon, viewing },
      { ...connection, connectedAt: noon, id: 'def=' },
    ]);
    expect(await setViewing(own, 'abc=', undefined)).toBe('set');
    await removeConnection(own, 'abc=');
    expect(await setViewing(own, 'abc=', viewing)).toBe('gone');
    expect(await listConnections(own, noon)).toEqual([{ ...connection, connectedAt: noon, id: 'def=' }]);
    expect(await listConnections(store, noon)).toEqual([]);
    expect(await listConnections(own, noon + 4 * 3_600_000)).toEqual([]);
  });
});
