import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, noon } from '../../test/engine/factory.ts';
import { type InboundDesk, inboundDesk, second, status, text } from '../../test/engine/inbound-desk.ts';
import { lease, recordSent } from '../_data/delivery.ts';
import { addOutbound } from '../_data/message.ts';
import { getUnmatched } from '../_data/unmatched-status.ts';
import { opaqueKey } from '../_whatsapp/port.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('statuses', () => {
  async function sent(here: InboundDesk) {
    await here.take([text('w1', 0)]);
    const { id: conversationId } = await here.only();
    const content = { kind: 'text' as const, text: 'Yes.' };
    const added = await addOutbound(
      here.store,
      { conversationId, clientId: aClientId(noon), content, author: { type: 'employee' } },
      noon,
    );
    if (!('message' in added)) throw new Error('not added');
    const place = { conversationId, messageId: added.message.id };
    await lease(here.store, place, { now: noon, leaseMs: 1000 });
    await recordSent(here.store, place, { providerId: 'wamid.out', now: noon });
    return place;
  }

  it('move a message of ours forward for 1 write unit, and tell those who look at it', async () => {
    const here = desk();
    const place = await sent(here);
    const key = opaqueKey(place);
    here.pushed.length = 0;
    table.consumed();
    await here.take([status('wamid.out', 'read', key)]);
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    await here.take([status('wamid.out', 'delivered', key), status('wamid.out', 'sent', key)]);
    expect((await here.thread()).find(({ id }) => id === place.messageId)?.status).toBe('read');
    expect(here.pushed).toMatchObject([
      { to: { viewing: place.conversationId }, event: { type: 'message.status', status: 'read' } },
    ]);
  });

  it('with another business’s key, or none of ours, touch nothing and are kept apart', async () => {
    const [theirs, here] = [desk(), desk()];
    const place = await sent(theirs);
    await here.take([
      status('wamid.out', 'read', opaqueKey(place)),
      status('wamid.2', 'failed', 'job:8841;agent:7'),
      status('wamid.3', 'sent'),
    ]);
    expect((await theirs.thread()).find(({ id }) => id === place.messageId)?.status).toBe('sent');
    expect(await getUnmatched(here.store, 'wamid.out')).toMatchObject({ status: 'read' });
    expect(await getUnmatched(here.store, 'wamid.2')).toMatchObject({
      status: 'failed',
      opaque: 'job:8841;agent:7',
      failure: { code: '131000' },
    });
    expect(await getUnmatched(theirs.store, 'wamid.out')).toBeUndefined();
  });

  it('of payments and calls are done with', async () => {
    const here = desk();
    await here.take([{ type: 'status', event: { id: 'p', type: 'payment', status: 'captured' } }]);
    expect(await here.inbox()).toEqual([]);
  });
});

describe('what nobody can read', () => {
  it('fails with a reason and without a word of what it says', async () => {
    const here = desk();
    const failed = here.take([{ event: { id: 'w1', timestamp: second(0), type: 'text', text: { body: 'private' } } }]);
    await expect(failed).rejects.toThrow("The provider's item cannot be read: no-sender");
  });
});
