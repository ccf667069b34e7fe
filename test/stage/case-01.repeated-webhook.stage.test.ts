import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, post, say, textOf } from '../helpers/provider.ts';
import { backToNow, deadLetters, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

const minute = 60_000;

describe('one signed webhook, 50 times at once and again after the queue has forgotten it', () => {
  let stage: Stage;
  let agent: Browser;
  beforeAll(async () => {
    stage = sharedStage();
    agent = await Browser.open(await employee(stage, 'samia'));
  });
  afterAll(async () => {
    await agent?.close();
    await stage?.clock(0);
  });

  it('is one message, counted once and shown once', async () => {
    const channel = stage.channel('samia');
    const customer = newCustomer('Repeated');
    const id = newWamid();
    const raw = bodyOf([changeOf(channel, { customers: [customer], messages: [textOf(customer, { id, body: 'only once' })] })]);

    const dead = await deadLetters(stage, 'inbound');
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(channel, raw)));
    // A hook that is too busy may refuse; the provider would repeat.
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(answers.filter((status) => ![200, 429, 500, 503].includes(status))).toEqual([]);
    await settled(stage);
    // The conversation remembers its last few messages: these push the first out of its memory.
    for (let count = 1; count <= 10; count += 1) await say(channel, customer, `later ${count}`);
    await settled(stage);
    for (const later of [6 * minute, 11 * minute, 8 * 24 * 60 * minute]) {
      await stage.clock(later);
      await deliver(channel, raw);
      await settled(stage);
    }
    expect(await deadLetters(stage, 'inbound')).toBe(dead);
    await backToNow(stage);

    const [message, ...others] = await new RawTable(stage).messages([id]);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ dir: 'in', seq: 1 });
    const conversation = await (await employee(stage, 'samia')).conversationWith(customer.waId);
    expect(conversation?.unread).toBe(11);

    const changes = () =>
      agent.events.filter((event) => event.type === 'conversation.changed' && event.conversation.id === conversation?.id);
    await eventually(changes, (events) => events.length > 0);
    expect(changes().length).toBeLessThanOrEqual(11);
    const seen = changes().map((event) => (event.type === 'conversation.changed' ? event.conversation.unread : 0));
    expect(Math.max(...seen)).toBe(11);
  });
});
