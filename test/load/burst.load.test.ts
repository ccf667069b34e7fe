import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

interface Deaths {
  /** A function dies again after it has finished about so many invocations. */
  readonly after: Readonly<Record<'webhook-meta' | 'inbound', number>>;
  /** Of each function. A job that dies five times in a row is for a person to look at, here as anywhere. */
  readonly most: number;
}

/** Kills all processes of the receiver and of the worker at random moments until told to stop; answers how often. */
function killer(stage: Stage, { after, most }: Deaths): { stop(): Promise<number> } {
  let going = true;
  let kills = 0;
  const finished = async (name: string) => {
    const { invocations, errors } = await functionState(stage, name);
    return invocations - errors;
  };
  const haunt = async (name: keyof Deaths['after']) => {
    for (let deaths = 0; going && deaths < most; deaths += 1) {
      const next = (await finished(name)) + after[name] * (0.5 + Math.random());
      while (going && (await finished(name)) < next) await sleep(15);
      if (!going) return;
      await stage.kill(name);
      kills += 1;
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
  let deaths: ReturnType<typeof killer> | undefined;
  beforeAll(() => {
    stage = sharedStage();
  });
  let dead: number;
  beforeEach(async () => {
    dead = await deadLetters(stage, 'inbound');
  });
  afterEach(() => deaths?.stop());

  const text = ({ customer, ids }: Planned, index: number, at: number) =>
    bodyOf([
      changeOf(stage.channel('samia'), {
        customers: [customer],
        messages: [textOf(customer, { id: ids[index] ?? '', body: `number ${index + 1}`, at })],
      }),
    ]);

  async function expectAllOnceInOrder(planned: readonly Planned[]): Promise<void> {
    await settled(stage);
    expect(await deadLetters(stage, 'inbound')).toBe(dead);
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
    deaths = killer(stage, { after: { 'webhook-meta': 4, inbound: 2 }, most: 4 });
    // The provider sends the next one when the one before was taken; here without a pause, all in one second of its clock.
    for (let index = 0; index < 20; index += 1) await deliver(stage.channel('samia'), text(planned, index, at), 60_000);
    await settled(stage);
    expect(await deaths.stop()).toBeGreaterThan(0);
    await expectAllOnceInOrder([planned]);
  });

  it('of 200 messages from 50 customers at 80 a second arrives whole, in order, once', async () => {
    const planned = Array.from({ length: 50 }, () => plan(4));
    const at = nowSeconds();
    deaths = killer(stage, { after: { 'webhook-meta': 40, inbound: 30 }, most: 10 });
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
