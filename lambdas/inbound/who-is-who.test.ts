import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../contract/conversations.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { type InboundItem, inboundDesk, saraCard, second, text } from '../../test/engine/inbound-desk.ts';
import { pageOfMessages } from '../_data/message.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('who is who', () => {
  it('a customer known by number is found by id as well, once both have been seen', async () => {
    const here = desk();
    await here.take([{ event: { id: 'w1', from: '12025550143', timestamp: second(0), type: 'text', text: { body: '1' } } }]);
    expect((await here.only()).customer.userId).toBeUndefined();
    await here.take([text('w2', 1)]);
    here.restart();
    await here.take([{ event: { id: 'w3', from_user_id: 'US.1', timestamp: second(2), type: 'text', text: { body: '3' } } }]);
    expect(await here.only()).toMatchObject({
      customer: { waId: '12025550143', userId: 'US.1', name: 'Sara Whitfield' },
      unread: 3,
    });
  });

  it('a customer known by id only has no phone number', async () => {
    const here = desk();
    await here.take([
      {
        event: { id: 'w1', from_user_id: 'AE.6', timestamp: second(0), type: 'text', text: { body: '1' } },
        contact: { user_id: 'AE.6', profile: { name: 'Layla', username: '@layla' } },
      },
    ]);
    const { customer } = await here.only();
    expect(customer).toMatchObject({ name: 'Layla', userId: 'AE.6', username: 'layla' });
    expect([customer.phone, customer.waId]).toEqual([undefined, undefined]);
  });

  it('a later name replaces an earlier one, a late message does not bring the old one back', async () => {
    const here = desk();
    const named = (id: string, offset: number, name: string) => ({
      ...text(id, offset),
      contact: { ...saraCard, profile: { name } },
    });
    await here.take([named('w1', 0, 'Sara'), named('w3', 60, 'Sara W'), named('w2', 30, 'Sara')]);
    expect((await here.only()).customer.name).toBe('Sara W');
  });

  it('a new number leads to the same conversation, whether the change is heard of before or after', async () => {
    const change: InboundItem = {
      event: {
        id: 'w2',
        from: '12025550143',
        timestamp: second(60),
        type: 'system',
        system: { type: 'user_changed_number', body: 'x', wa_id: '12025550177', user_id: 'US.2', previous_user_id: 'US.1' },
      },
    };
    const newNumber: InboundItem = {
      event: { id: 'w3', from: '12025550177', from_user_id: 'US.2', timestamp: second(120), type: 'text', text: { body: 'new' } },
    };
    for (const order of [
      [text('w1', 0), change, newNumber],
      [change, newNumber, text('w1', 0)],
      [change, text('w1', 0), newNumber],
    ]) {
      const here = desk();
      await here.take(order);
      await here.take(order);
      const summary = await here.only();
      expect(summary).toMatchObject({ customer: { waId: '12025550177', userId: 'US.2' }, unread: 2 });
      expect((await here.thread()).map(({ direction }) => direction)).toEqual(['in', 'event', 'in']);
    }
  });

  it('a change of number that is heard of after later messages takes its place, and counts', async () => {
    const here = desk();
    const system = { type: 'user_changed_number', body: 'x', wa_id: '12025550177', user_id: 'US.2', previous_user_id: 'US.1' };
    const change: InboundItem = { event: { id: 'w2', from: '12025550143', timestamp: second(60), type: 'system', system } };
    await here.take([text('w1', 0), text('w3', 120), change]);
    const summary = await here.only();
    expect(summary).toMatchObject({ customer: { waId: '12025550177', userId: 'US.2' }, unread: 2 });
    expect((await here.thread()).map(({ providerId }) => providerId)).toEqual(['w1', 'w2', 'w3']);
    await here.take([change, change]);
    expect(await here.only()).toEqual(summary);
  });

  it('a group is one conversation, with each sender on the message', async () => {
    const here = desk();
    const member = (id: string, offset: number, from: string) =>
      text(id, offset, { from, from_user_id: undefined, group_id: 'Y2Fw' });
    await here.take([member('w1', 0, '12025550143'), member('w2', 1, '905550000456'), text('w3', 2)]);
    const inbox = await here.inbox();
    expect(inbox.map(({ groupId }) => groupId).sort()).toEqual(['Y2Fw', undefined]);
    const group = inbox.find(({ groupId }) => groupId);
    expect(group?.customer.waId).toBeUndefined();
    const { items } = await pageOfMessages(here.store, group?.id ?? (inbox[0] as ConversationSummary).id, { limit: 10 });
    expect(items.map(({ sender }) => sender?.waId)).toEqual(['12025550143', '905550000456']);
  });
});
