import * as fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { behave, behaveAgain, sentTo } from '../helpers/graph.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, nowSeconds, say, statusOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

/** From the provider's documentation; a late `delivered` overtakes `failed`. */
const order = ['sent', 'failed', 'delivered', 'read', 'played'] as const;
const furthest = (reports: readonly string[]): string => order.findLast((status) => reports.includes(status)) ?? '';
const runs = 500;

describe('statuses in any order, repeated and with gaps', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = sharedStage();
  });
  afterEach(() => behaveAgain(stage));

  it(`leave the furthest one, ${runs} times on the real engine`, async () => {
    const channel = stage.channel('isik');
    const sequences = fc.sample(fc.array(fc.constantFrom(...order), { minLength: 1, maxLength: 6 }), { numRuns: runs, seed: 9 });
    const cases = sequences.map((reports) => ({ id: newWamid('status'), reports, customer: newCustomer('Status') }));
    const at = nowSeconds();
    const posts = Array.from({ length: runs / 10 }, (_, index) => cases.slice(index * 10, index * 10 + 10)).map((ten) => {
      const statuses = ten.flatMap(({ id, reports, customer }) =>
        // The provider's own time says when it happened, not in which order it is told.
        reports.map((status) => statusOf(customer, { id, status, at: at + order.indexOf(status) })),
      );
      return bodyOf([changeOf(channel, { statuses })]);
    });
    for (let start = 0; start < posts.length; start += 5) {
      await Promise.all(posts.slice(start, start + 5).map((raw) => deliver(channel, raw)));
    }
    await settled(stage);

    const rows = await new RawTable(stage).scan(`T#${stage.business('isik').id}#WAMID#`);
    const found = new Map(rows.map(({ pk, status }) => [String(pk).split('#WAMID#')[1], status]));
    const wrong = cases.filter(({ id, reports }) => found.get(id) !== furthest(reports));
    expect(wrong.map(({ id, reports }) => ({ reports, became: found.get(id) }))).toEqual([]);
  });

  it('end right for messages of ours, whatever the order they come back in', async () => {
    const agent = await employee(stage, 'isik');
    const customer = newCustomer('Backwards');
    await say(stage.channel('isik'), customer, 'hello');
    const conversation = await agent.heardFrom(customer.waId);
    const id = conversation.id;
    await behave(stage, { statuses: { order: ['read', 'sent', 'delivered'], repeat: 2, delayMs: 0 } });
    const sent: string[] = [];
    for (const text of ['one', 'two', 'three']) sent.push((await agent.send(id, text)).body.id);
    await eventually(
      async () => (await agent.thread(id)).items.filter((message) => sent.includes(message.id)).map(({ status }) => status),
      (statuses) => statuses.every((status) => status === 'read'),
    );
    await settled(stage);
    const { items } = await agent.thread(id);
    expect(items.filter((message) => sent.includes(message.id)).map(({ status }) => status)).toEqual(['read', 'read', 'read']);
    expect((await sentTo(stage, customer.waId)).count).toBe(3);
  });

  it('find a message of ours that the worker has not recorded yet, and stand when it does', async () => {
    const agent = await employee(stage, 'isik');
    const customer = newCustomer('Early');
    const channel = stage.channel('isik');
    await say(channel, customer, 'hello');
    const conversation = await agent.heardFrom(customer.waId);
    const id = conversation.id;
    await behave(stage, { next: [{ to: customer.waId, delayMs: 5000 }], statuses: { hold: true } });
    const { body: message } = await agent.send(id, 'slow to be answered');
    // Before the worker asks the provider, a status would tell it that there is nothing to send any more.
    await eventually(
      () => agent.message(id, message.id),
      (now) => now?.status === 'sending',
    );
    const early = statusOf(customer, { id: newWamid('early'), status: 'delivered', opaque: `${id}/${message.id}` });
    await deliver(channel, bodyOf([changeOf(channel, { statuses: [early] })]));
    await eventually(
      () => agent.message(id, message.id),
      (now) => now?.status === 'delivered',
      { withinMs: 4900 },
    );
    await eventually(
      () => sentTo(stage, customer.waId),
      ({ count }) => count === 1,
    );
    await settled(stage);
    expect((await agent.message(id, message.id))?.status).toBe('delivered');
  });
});
