import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { told, workDesk } from '../../test/engine/work-desk.ts';
import { applyOutbound } from '../_data/conversation.ts';
import { addOutbound } from '../_data/message.ts';
import { isProblem } from '../_shared/problem.ts';
import { assign, handBack, reopen, resolve, snooze, takeOver } from './doing.ts';

let table: TestTable;
const desk = (given?: Parameters<typeof workDesk>[1]) => workDesk(table, given);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const hour = 3_600_000;

describe('taking over', () => {
  it('makes it one’s own, says so in the thread, and tells everybody', async () => {
    const { lina, order, row, thread, pushed, id } = await desk();
    const summary = told(await takeOver(order(lina), null));
    expect(summary).toMatchObject({ mode: 'human', assigneeId: lina.id, status: 'open' });
    expect(await row()).toMatchObject({ epoch: 1, since: noon });
    expect(await thread()).toMatchObject([
      {
        direction: 'event',
        author: { type: 'employee', name: 'Lina' },
        content: { kind: 'work', event: 'taken-over', to: { employeeId: lina.id, name: 'Lina' } },
      },
    ]);
    expect(summary.lastMessage).toBeUndefined();
    expect(pushed.map(({ to, event }) => [to, event.type])).toEqual([
      ['everyone', 'conversation.changed'],
      [{ viewing: id }, 'message.changed'],
    ]);
  });

  it('tells the second one who has it, and changes nothing', async () => {
    const { lina, omar, order, row, events } = await desk();
    await takeOver(order(lina), null);
    const before = await row();
    const late = await takeOver(order(omar, noon + 1), null);
    expect(isProblem(late) && [late.code, late.detail]).toEqual(['taken', expect.stringContaining('Lina')]);
    expect(await row()).toEqual(before);
    expect(await events()).toHaveLength(1);
    // Seeing that Lina has it, Omar may take it from her.
    expect(told(await takeOver(order(omar, noon + 2), lina.id)).assigneeId).toBe(omar.id);
    expect(await events()).toEqual([
      ['taken-over', 'Lina', undefined, 'Lina'],
      ['taken-over', 'Omar', 'Lina', 'Omar'],
    ]);
  });

  it('again is done already: no second event, no new epoch', async () => {
    const { lina, order, row, events, store } = await desk();
    await takeOver(order(lina, noon, losingAnswer(store)), null);
    expect(told(await takeOver(order(lina, noon + 1), null)).assigneeId).toBe(lina.id);
    expect([await events(), (await row()).epoch]).toEqual([[['taken-over', 'Lina', undefined, 'Lina']], 1]);
  });

  it('has one winner of 50 who try at once, whether they take it or give it', { timeout: 60_000 }, async () => {
    const { team, lina, order, row, events } = await desk();
    const people = await Promise.all(Array.from({ length: 50 }, (_, index) => team.hire('agent', { name: `P${index}` })));
    const answers = await Promise.all(
      people.map((me, index) =>
        index % 2 === 0 ? takeOver(order(me), null) : assign(order(lina), { from: null, to: me.id, note: `for P${index}` }),
      ),
    );
    const won = answers.flatMap((answer, index) => (isProblem(answer) ? [] : [people[index]]));
    expect(won).toHaveLength(1);
    const { assigneeId, epoch } = await row();
    expect([assigneeId, epoch]).toEqual([won[0]?.id, 1]);
    const lost = answers.filter(isProblem);
    expect(lost.map(({ code, detail }) => [code, detail.startsWith(`${won[0]?.name} `)])).toEqual(
      lost.map(() => ['taken', true]),
    );
    expect(await events()).toHaveLength(1);
  });
});

describe('giving', () => {
  it('goes to a colleague with a note that is read after it', async () => {
    const { lina, omar, order, thread, row } = await desk();
    told(await assign(order(lina), { from: null, to: omar.id, note: 'Asks for the gold one' }));
    const [event, note] = await thread();
    expect(event?.content).toMatchObject({ event: 'assigned', to: { name: 'Omar' } });
    expect(note).toMatchObject({ direction: 'note', content: { kind: 'note', text: 'Asks for the gold one' } });
    expect(await row()).toMatchObject({ lastMessage: undefined, inSeq: 0, mode: 'human', assigneeId: omar.id });
    told(await assign(order(omar, noon + 5), { from: omar.id, to: null }));
    expect((await thread()).at(-1)?.content).toMatchObject({ event: 'unassigned', from: { name: 'Omar' } });
    expect((await row()).assigneeId).toBeUndefined();
  });

  it('goes to nobody who is unknown, has left, or works elsewhere', async () => {
    const { lina, gone, order, row } = await desk();
    const elsewhere = await desk();
    const before = await row();
    for (const to of [anEmployee(), gone.id, elsewhere.lina.id]) {
      expect(await assign(order(lina), { from: null, to })).toMatchObject({ code: 'not-found' });
    }
    expect(await row()).toEqual(before);
  });

  it('loses no message of the customer and no colleague’s change, whatever comes at once', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 10; round++) {
      const { lina, omar, order, row, events, thread, hear } = await desk({ mode: 'human' });
      const done = await Promise.all([
        assign(order(lina, noon + 10), { from: null, to: omar.id }),
        resolve(order(lina, noon + 11)),
        hear(noon + 1_000),
        reopen(order(omar, noon + 12)),
        hear(noon + 2_000),
        snooze(order(omar, noon + 13), noon + hour),
        hear(noon + 3_000),
      ]);
      expect(done.filter(isProblem)).toEqual([]);
      const after = await row();
      expect(after).toMatchObject({ inSeq: 3, assigneeId: omar.id, epoch: 1 });
      // Reopening what was not resolved yet is nothing to tell of.
      const names = (await events()).map(([name]) => name);
      expect(names).toEqual(expect.arrayContaining(['assigned', 'resolved', 'snoozed']));
      expect(after.version).toBe(1 + 3 + names.length);
      expect((await thread()).filter(({ direction }) => direction === 'in')).toHaveLength(3);
    }
  });
});

describe('putting aside and finishing', () => {
  it('takes a time of the next 90 days', async () => {
    const { lina, order, row, events } = await desk();
    for (const until of [noon, noon - 1, noon + 90 * 24 * hour + 1]) {
      expect(await snooze(order(lina), until)).toMatchObject({ code: 'invalid-body', errors: [{ path: 'until' }] });
    }
    const summary = told(await snooze(order(lina), noon + hour));
    expect(summary).toMatchObject({ status: 'snoozed', snoozedUntil: '2026-11-20T10:00:00.000Z' });
    told(await snooze(order(lina, noon + 1), noon + hour));
    expect([(await row()).version, await events()]).toEqual([2, [['snoozed', 'Lina', undefined, undefined]]]);
    told(await reopen(order(lina, noon + 2)));
    expect(await row()).toMatchObject({ status: 'open', snoozedUntil: undefined });
  });

  it.each(['snoozed', 'resolved'] as const)('ends with the next message of the customer: %s', async (status) => {
    const { lina, order, row, hear } = await desk();
    await takeOver(order(lina), null);
    told(await (status === 'snoozed' ? snooze(order(lina, noon + 1), noon + hour) : resolve(order(lina, noon + 1))));
    expect((await row()).status).toBe(status);
    await hear(noon + 5_000);
    expect(await row()).toMatchObject({
      status: 'open',
      snoozedUntil: undefined,
      assigneeId: lina.id,
      waitingSince: noon + 5_000,
    });
  });
});

describe('who waits', () => {
  it('waits from the first message after an answer until somebody answers or it is resolved', async () => {
    const { lina, order, row, hear, store, id } = await desk();
    await hear(noon);
    expect((await row()).waitingSince).toBeUndefined();
    await takeOver(order(lina, noon + 500), null);
    expect((await row()).waitingSince).toBe(noon);
    await hear(noon + 1_000);
    expect((await row()).waitingSince).toBe(noon);
    const now = noon + 2_000;
    const author = { type: 'employee', employeeId: lina.id, name: 'Lina' } as const;
    const wanted = { conversationId: id, clientId: aClientId(now), content: { kind: 'text', text: 'Yes' }, author } as const;
    const added = await addOutbound(store, wanted, now);
    if (!('message' in added)) throw new Error(added.outcome);
    await applyOutbound(store, id, added.message, now);
    expect((await row()).waitingSince).toBeUndefined();
    await hear(noon + 3_000);
    await hear(noon + 4_000);
    expect((await row()).waitingSince).toBe(noon + 3_000);
    await resolve(order(lina, noon + 5_000));
    expect((await row()).waitingSince).toBeUndefined();
    await hear(noon + 6_000);
    await handBack(order(lina, noon + 7_000), 'ai');
    expect(await row()).toMatchObject({ waitingSince: undefined, mode: 'ai', assigneeId: undefined, epoch: 2 });
    await handBack(order(lina, noon + 8_000), 'hybrid');
    expect(await row()).toMatchObject({ waitingSince: noon + 6_000, mode: 'hybrid', epoch: 3 });
  });
});

it('waits with a message of the second in which it was answered, and not with one from before', async () => {
  const { row, hear, store, id } = await desk({ mode: 'human' });
  const now = noon + 10_700;
  const author = { type: 'employee', employeeId: anEmployee(), name: 'Lina' } as const;
  const wanted = { conversationId: id, clientId: aClientId(now), content: { kind: 'text', text: 'Yes' }, author } as const;
  const added = await addOutbound(store, wanted, now);
  if (!('message' in added)) throw new Error(added.outcome);
  await applyOutbound(store, id, added.message, now);
  await hear(noon + 9_000, now + 100);
  expect((await row()).waitingSince).toBeUndefined();
  await hear(noon + 10_000, now + 200);
  expect((await row()).waitingSince).toBe(noon + 10_000);
});

it('finds nothing in another business', async () => {
  const { lina, order } = await desk();
  const foreign = { ...order(lina), store: table.of(aTenant()) };
  const answers = [
    await takeOver(foreign, null),
    await handBack(foreign, 'ai'),
    await assign(foreign, { from: null, to: null }),
    await snooze(foreign, noon + hour),
    await resolve(foreign),
    await reopen(foreign),
  ];
  expect(answers.map((answer) => isProblem(answer) && answer.code)).toEqual(answers.map(() => 'not-found'));
});

it('costs the same however much there is: a take-over, an assignment, a resolve', async () => {
  const { lina, omar, order } = await desk();
  const cost = async (work: () => Promise<unknown>) => {
    table.consumed();
    await work();
    return table.consumed();
  };
  expect(await cost(() => takeOver(order(lina), null))).toEqual({ read: 1, write: 7 });
  expect(await cost(() => assign(order(lina, noon + 1), { from: lina.id, to: omar.id }))).toEqual({ read: 3, write: 8 });
  expect(await cost(() => resolve(order(omar, noon + 2)))).toEqual({ read: 1, write: 7 });
});
