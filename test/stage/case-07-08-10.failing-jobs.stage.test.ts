import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, type Customer, changeOf, deliver, newCustomer, newWamid, nowSeconds, textOf } from '../helpers/provider.ts';
import { inboundJob, putObject, RawQueue } from '../helpers/queue.ts';
import { deadLetters, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

let stage: Stage;
let inbound: RawQueue;
beforeAll(async () => {
  stage = sharedStage();
  inbound = await RawQueue.of(stage, 'inbound');
});

const contactOf = ({ name, waId, userId }: Customer) => ({ profile: { name }, wa_id: waId, user_id: userId });
const group = () => randomUUID();

/** A job whose event lies in the store: it fails as long as the object is not there. */
function stored(customer: Customer, body: string, at = nowSeconds()) {
  const id = newWamid('stored');
  const key = `intake/${stage.business('samia').id}/${randomUUID()}.json`;
  return {
    id,
    job: inboundJob(stage, 'samia', { key }),
    mend: () =>
      putObject(stage, key, JSON.stringify({ event: textOf(customer, { id, body, at }), contact: contactOf(customer) })),
  };
}

function inline(customer: Customer, body: string, at = nowSeconds()) {
  const id = newWamid('inline');
  return { id, job: inboundJob(stage, 'samia', { inline: textOf(customer, { id, body, at }) }, contactOf(customer)) };
}

async function texts(customer: Customer & { waId: string }): Promise<string[]> {
  const agent = await employee(stage, 'samia');
  const conversation = await agent.conversationWith(customer.waId);
  if (!conversation) return [];
  return (await agent.thread(conversation.id)).items.map(({ content }) =>
    content.kind === 'text' ? content.text : content.kind,
  );
}

describe('case 7: a message in the middle of a customer fails for a while', () => {
  it('keeps that customer in order and holds up nobody else', async () => {
    const [one, other] = [newCustomer('Held up'), newCustomer('Healthy')];
    const [groupOfOne, groupOfOther] = [group(), group()];
    const before = await deadLetters(stage, 'inbound');
    const third = stored(one, 'a3');
    const jobs = [inline(one, 'a1'), inline(one, 'a2'), third, inline(one, 'a4')];
    const others = ['b1', 'b2', 'b3'].map((body) => inline(other, body));
    for (const [index, { job }] of jobs.entries()) {
      await inbound.send(groupOfOne, job);
      const next = others[index];
      if (next) await inbound.send(groupOfOther, next.job);
    }
    await eventually(
      () => texts(other),
      (seen) => seen.length === 3,
    );
    await eventually(
      () => texts(one),
      (seen) => seen.length === 2,
    );
    expect(await texts(one)).toEqual(['a1', 'a2']);
    await third.mend();
    await settled(stage);
    expect(await texts(one)).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(await texts(other)).toEqual(['b1', 'b2', 'b3']);
    // Each was written once and counted once: nothing that had succeeded was told to have failed and counted again.
    const rows = await new RawTable(stage).messages([...jobs, ...others].map(({ id }) => id));
    expect(rows).toHaveLength(7);
    const mine = rows.filter(({ pid }) => jobs.some(({ id }) => id === pid));
    expect(mine.map(({ seq }) => Number(seq)).sort()).toEqual([1, 2, 3, 4]);
    expect(await deadLetters(stage, 'inbound')).toBe(before);
  });
});

describe('case 8: a message fails for ever', () => {
  it('goes to the dead-letter queue, its customer goes on, and put back it takes its place once', async () => {
    const customer = newCustomer('Poisoned');
    const own = group();
    const at = nowSeconds() - 60;
    const before = await deadLetters(stage, 'inbound');
    const poison = stored(customer, 'second', at + 10);
    await inbound.send(own, inline(customer, 'first', at).job);
    await inbound.send(own, poison.job);
    await inbound.send(own, inline(customer, 'third', at + 20).job);
    await eventually(
      () => texts(customer),
      (seen) => seen.includes('third'),
      { withinMs: 40_000 },
    );
    await settled(stage);
    expect(await texts(customer)).toEqual(['first', 'third']);
    expect(await deadLetters(stage, 'inbound')).toBe(before + 1);
    // The reason is in the log, the customer's words are not.
    const log = await stage.logs('inbound');
    expect(log).toMatch(/GetObject answered 40/);
    expect(log).not.toContain(customer.waId);

    await poison.mend();
    await stage.control('POST', '/_stage/redrive', { queue: 'inbound' });
    await eventually(
      () => texts(customer),
      (seen) => seen.length === 3,
      { withinMs: 30_000 },
    );
    await settled(stage);
    expect(await texts(customer)).toEqual(['first', 'second', 'third']);
    expect(await deadLetters(stage, 'inbound')).toBe(before);
    const agent = await employee(stage, 'samia');
    const conversation = await agent.conversationWith(customer.waId);
    expect([conversation?.unread, conversation?.lastMessage?.preview]).toEqual([3, 'third']);
    expect(await new RawTable(stage).messages([poison.id])).toHaveLength(1);
  });
});

describe('case 10: what is not understood', () => {
  it('is kept for a person, and never takes a good message with it', async () => {
    const customer = newCustomer('Neighbour');
    const before = await deadLetters(stage, 'inbound');
    const good = inline(customer, 'good');
    await inbound.send(group(), 'this is no JSON');
    await inbound.send(group(), '{"v":99}');
    await inbound.send(group(), good.job);
    await eventually(
      () => texts(customer),
      (seen) => seen.length === 1,
    );
    await eventually(
      () => deadLetters(stage, 'inbound'),
      (count) => count === before + 2,
      { withinMs: 40_000 },
    );
    await settled(stage);
    expect(await texts(customer)).toEqual(['good']);
  });

  it('a worker that dies in the middle of a batch finishes it later, nothing is lost or doubled', async () => {
    const customers = Array.from({ length: 4 }, () => newCustomer('In the batch'));
    const channel = stage.channel('samia');
    const ids = customers.map(() => [newWamid(), newWamid(), newWamid()]);
    const before = await deadLetters(stage, 'inbound');
    await stage.failPoints('inbound.after-message@2');
    try {
      await Promise.all(
        customers.map((customer, index) =>
          deliver(
            channel,
            bodyOf([
              changeOf(channel, {
                customers: [customer],
                messages: (ids[index] ?? []).map((id, place) => textOf(customer, { id, body: `m${place + 1}` })),
              }),
            ]),
          ),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 1500));
    } finally {
      await stage.failPoints('');
    }
    await settled(stage);
    for (const customer of customers) expect(await texts(customer)).toEqual(['m1', 'm2', 'm3']);
    const rows = await new RawTable(stage).messages(ids.flat());
    expect(rows).toHaveLength(12);
    const agent = await employee(stage, 'samia');
    for (const customer of customers) expect((await agent.conversationWith(customer.waId))?.unread).toBe(3);
    expect(await deadLetters(stage, 'inbound')).toBe(before);
  });
});
