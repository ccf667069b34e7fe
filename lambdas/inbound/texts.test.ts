import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { bodies, inboundDesk, text } from '../../test/engine/inbound-desk.ts';
import { changeConversation } from '../_data/conversation.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('a text', () => {
  it('makes the customer and the conversation, opens the window and tells everybody', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    expect(await here.only()).toMatchObject({
      customer: { name: 'Sara Whitfield', phone: '+12025550143', waId: '12025550143', userId: 'US.1' },
      lastMessage: { kind: 'text', preview: 'says wamid.1', direction: 'in', at: '2026-11-20T09:00:00.000Z' },
      unread: 1,
      status: 'open',
      mode: 'ai',
      windowClosesAt: '2026-11-21T09:00:00.000Z',
    });
    const [message] = await here.thread();
    expect(message).toMatchObject({ direction: 'in', seq: 1, providerId: 'wamid.1', sender: { name: 'Sara Whitfield' } });
    expect(here.pushed.map(({ to, event }) => [to, event.type])).toEqual([
      ['everyone', 'conversation.changed'],
      [{ viewing: message?.conversationId }, 'message.changed'],
    ]);
  });

  it('costs 4 write units and 1 read unit once its customer is known', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    table.consumed();
    await here.take([text('wamid.2', 60)]);
    expect(table.consumed()).toEqual({ read: 1, write: 4 });
    here.restart();
    await here.take([text('wamid.3', 120)]);
    expect(table.consumed()).toEqual({ read: 1.5, write: 4 });
  });

  it('costs the same in a long conversation', async () => {
    const here = desk();
    await here.take(Array.from({ length: 60 }, (_, index) => text(`wamid.${index}`, index)));
    table.consumed();
    await here.take([text('wamid.last', 100)]);
    expect(table.consumed()).toEqual({ read: 1, write: 4 });
  });

  it('again changes nothing, at once or after others', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0), text('wamid.1', 0)]);
    await here.take(Array.from({ length: 12 }, (_, index) => text(`wamid.x${index}`, index + 1)));
    const before = await here.only();
    table.consumed();
    await here.take([text('wamid.1', 0)]);
    here.restart();
    await here.take([text('wamid.1', 0), text('wamid.x11', 12)]);
    expect(await here.only()).toEqual(before);
    expect(before.unread).toBe(13);
    expect(await here.thread()).toHaveLength(13);
  });

  it('of a burst in one second keep the order they came in', async () => {
    const here = desk();
    const ids = Array.from({ length: 20 }, (_, index) => `wamid.burst-${index}`);
    await here.take(ids.map((id) => text(id, 0)));
    expect((await here.thread()).map(({ providerId }) => providerId)).toEqual(ids);
    expect((await here.only()).lastMessage?.preview).toBe('says wamid.burst-19');
  });

  it('that comes late takes its place, and is not the preview', async () => {
    const here = desk();
    await here.take([text('wamid.2', 60), text('wamid.1', 0)]);
    expect(bodies(await here.thread())).toEqual(['says wamid.1', 'says wamid.2']);
    expect(await here.only()).toMatchObject({
      lastMessage: { preview: 'says wamid.2' },
      unread: 2,
      windowClosesAt: '2026-11-21T09:01:00.000Z',
    });
  });

  it('of ten pieces at once from a new contact make one customer, one conversation, ten messages', async () => {
    for (let round = 0; round < 5; round++) {
      const here = desk();
      const workers = Array.from({ length: 10 }, (_, index) => text(`wamid.album-${index}`, 0));
      await Promise.all(workers.map((item) => here.take([item])));
      expect((await here.only()).unread).toBe(10);
      const thread = await here.thread();
      expect(thread.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const customers = (await table.scan()).filter(({ pk, sk }) => sk === 'CUSTOMER' && String(pk).includes(here.store.tenant));
      expect(customers).toHaveLength(1);
    }
  });

  it('reopens a resolved conversation', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    const { id } = await here.only();
    await changeConversation(here.store, id, (read) => ({ ...read, status: 'resolved', version: read.version + 1 }));
    await here.take([text('wamid.2', 1)]);
    expect((await here.only()).status).toBe('open');
  });
});
