import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../helpers/api.ts';
import { functionState } from '../helpers/functions.ts';
import { bodyOf, type Customer, changeOf, deliver, newCustomer, newWamid, nowSeconds, textOf } from '../helpers/provider.ts';
import { deadLetters, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

interface Planned {
  readonly customer: Customer & { readonly waId: string };
  readonly ids: readonly string[];
}

const plan = (messages: number): Planned => ({
  customer: newCustomer('Burst'),
  ids: Array.from({ length: messages }, () => newWamid('burst')),
});

/**
 * Kills the receiver and the worker at random moments until told to stop. A function is killed again only after it has
 * finished something: one that never gets anything done before its death delivers nothing, here as anywhere.
 */
function killer(stage: Stage): { stop(): Promise<number> } {
  let going = true;
  let kills = 0;
  const done = async (name: string) => {
    const { invocations, errors } = await functionState(stage, name);
    return invocations - errors;
  };
  const haunt = async (name: string) => {
    while (going) {
      const before = await done(name);
      await stage.kill(name);
      kills += 1;
      while (going && (await done(name)) <= before) await sleep(20);
      await sleep(100 + Math.random() * 400);
    }
  };
  const haunted = Promise.all([haunt('inbound'), haunt('webhook-meta')]);
  return {
    stop: async () => {
      going = false;
      await haunted;
      return kills;
    },
  };
}

describe('a burst, while functions are being killed', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = sharedStage();
  });

  const text = ({ customer, ids }: Planned, index: number, at: number) =>
    bodyOf([
      changeOf(stage.channel('samia'), {
        customers: [customer],
        messages: [textOf(customer, { id: ids[index] ?? '', body: `number ${index + 1}`, at })],
      }),
    ]);

  async function expectAllOnceInOrder(planned: readonly Planned[]): Promise<void> {
    await settled(stage);
    expect(await deadLetters(stage, 'inbound')).toBe(0);
    const rows = await new RawTable(stage).messages(planned.flatMap(({ ids }) => ids));
    expect(rows.map(({ pid }) => pid).sort()).toEqual(planned.flatMap(({ ids }) => ids).sort());
    const agent = await employee(stage, 'samia');
    const inbox = await agent.inbox();
    for (const { customer, ids } of planned) {
      const own = inbox.filter((conversation) => conversation.customer.waId === customer.waId);
      expect(own).toHaveLength(1);
      expect(own[0]?.unread).toBe(ids.length);
      const { items } = await agent.thread(own[0]?.id ?? '');
      expect(items.map(({ providerId }) => providerId)).toEqual(ids);
    }
  }

  it('of 20 messages from one customer arrives whole, in order, once', async () => {
    const planned = plan(20);
    const at = nowSeconds();
    const deaths = killer(stage);
    // The provider sends the next one when the one before was taken; here without a pause, all in one second of its clock.
    for (let index = 0; index < 20; index += 1) await deliver(stage.channel('samia'), text(planned, index, at), 60_000);
    await settled(stage);
    expect(await deaths.stop()).toBeGreaterThan(0);
    await expectAllOnceInOrder([planned]);
  });

  it('of 200 messages from 50 customers at 80 a second arrives whole, in order, once', async () => {
    const planned = Array.from({ length: 50 }, () => plan(4));
    const at = nowSeconds();
    const deaths = killer(stage);
    const started = performance.now();
    const last = new Map<Planned, Promise<unknown>>();
    for (let index = 0; index < 200; index += 1) {
      const due = started + (index * 1000) / 80;
      await sleep(Math.max(0, due - performance.now()));
      const one = planned[index % 50] as Planned;
      const before = last.get(one) ?? Promise.resolve();
      last.set(
        one,
        before.then(() => deliver(stage.channel('samia'), text(one, Math.floor(index / 50), at + Math.floor(index / 50)))),
      );
    }
    await Promise.all(last.values());
    await settled(stage);
    expect(await deaths.stop()).toBeGreaterThan(1);
    await expectAllOnceInOrder(planned);
  });
});
