import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../helpers/api.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, post, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { connectTwilio, twilioSays } from '../helpers/twilio.ts';

describe('the receiver is killed after it queued a message and before it answered', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = sharedStage();
  });
  afterAll(async () => {
    await stage?.failPoints('');
    await stage?.clock(0);
  });

  it('the provider repeats, and it is one message all the same', async () => {
    const channel = stage.channel('samia');
    const customer = newCustomer('Survivor');
    const ids = [newWamid(), newWamid(), newWamid()];
    const messages = ids.map((id, index) => textOf(customer, { id, body: `part ${index + 1}` }));
    const raw = bodyOf([changeOf(channel, { customers: [customer], messages })]);

    await stage.failPoints('webhook-meta.after-queue');
    expect(await post(channel, raw)).not.toBe(200);
    await stage.failPoints('');
    // The provider waits longer each time, and longer than the queue remembers.
    await stage.clock(6 * 60_000);
    expect(await deliver(channel, raw)).toBe(1);
    await settled(stage);

    const rows = await new RawTable(stage).messages(ids);
    expect(rows.map(({ pid }) => pid).sort()).toEqual([...ids].sort());
    const somebody = await employee(stage, 'samia');
    const conversation = await somebody.conversationWith(customer.waId);
    expect(conversation?.unread).toBe(3);
    const { items } = await somebody.thread(conversation?.id ?? '');
    expect(items.map(({ providerId }) => providerId)).toEqual(ids);
  });

  it('Twilio tries again at once, because its address says so, and it is one message all the same', async () => {
    const number = await connectTwilio(stage, 'samia');
    // Each process dies of its second message.
    await stage.failPoints('webhook-twilio.after-queue@2');
    const sids: string[] = [];
    for (const Body of ['part 1', 'part 2', 'part 3']) {
      const { status, sid } = await twilioSays(stage, number, { From: 'whatsapp:+12025550177', Body });
      expect(status, Body).toBe(200);
      sids.push(sid);
    }
    await settled(stage);
    const somebody = await employee(stage, 'samia');
    const conversation = (await somebody.inbox()).find(({ channelId }) => channelId === number.id);
    expect(conversation?.unread).toBe(3);
    const { items } = await somebody.thread(conversation?.id ?? '');
    expect(items.map(({ providerId }) => providerId)).toEqual(sids);
  });
});
