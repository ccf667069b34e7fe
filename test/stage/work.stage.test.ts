import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';

describe('two colleagues at one conversation', () => {
  let stage: Stage;
  let lina: Employee;
  let omar: Employee;
  let ids: { lina: string; omar: string };
  let screen: Browser | undefined;

  beforeAll(async () => {
    stage = sharedStage();
    [lina, omar] = [await employee(stage, 'samia'), await employee(stage, 'samia', 'manager')];
    const idOf = async (who: Employee) => {
      const { memberships } = await who.me();
      return String(memberships.find(({ business }) => business.id === who.business)?.employeeId);
    };
    ids = { lina: await idOf(lina), omar: await idOf(omar) };
    screen = await Browser.open(omar);
  });
  afterAll(async () => {
    await screen?.close();
    await stage.clock(0);
  });

  async function conversation() {
    const customer = newCustomer('Worked on');
    await say(stage.channel('samia'), customer, 'hello');
    const { id } = await lina.heardFrom(customer.waId);
    await screen?.command({ type: 'view', conversationId: id });
    return { customer, id };
  }
  const work = (who: Employee, id: string, what: string, body: unknown = undefined) =>
    who.call('POST', `/v1/conversations/${id}/${what}`, body);
  const listed = async (who: Employee, view: string) => {
    const { body } = await who.call('GET', `/v1/conversations?view=${view}`);
    return body.items.map((row: { id: string }) => row.id) as string[];
  };
  const sees = (test: (event: Browser['events'][number]) => boolean) =>
    eventually(() => screen?.events.some(test) ?? false, Boolean, { withinMs: 20_000 });

  it('see what the other does by the socket within a second', async () => {
    const { id } = await conversation();
    expect((await work(lina, id, 'take-over', { from: null })).status).toBe(200);
    const taken: number[] = [];
    for (const label of ['first', 'second', 'third']) {
      const begun = performance.now();
      const answer = await work(lina, id, 'notes', { clientId: clientId(), text: label, mentions: [ids.omar] });
      expect(answer.status).toBe(201);
      await sees((event) => event.type === 'message.changed' && JSON.stringify(event.message.content).includes(label));
      taken.push(performance.now() - begun);
    }
    // The fastest: this machine may be busy with something else.
    expect(Math.min(...taken)).toBeLessThan(1_000);
    await work(lina, id, 'assign', { from: ids.lina, to: ids.omar, note: 'Yours' });
    await sees((event) => event.type === 'conversation.changed' && event.conversation.assigneeId === ids.omar);
    await sees((event) => event.type === 'message.changed' && JSON.stringify(event.message.content).includes('"assigned"'));
    await work(lina, id, 'resolve');
    await sees(
      (event) =>
        event.type === 'conversation.changed' && event.conversation.id === id && event.conversation.status === 'resolved',
    );
  });

  it('are told when the other was faster', async () => {
    const { id } = await conversation();
    const answers = await Promise.all([lina, omar].map((who) => work(who, id, 'take-over', { from: null })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = answers.find(({ status }) => status === 409) ?? { body: {} };
    expect(body).toMatchObject({ code: 'taken', detail: expect.stringMatching(/has this conversation now/) });
    const { items } = await lina.thread(id);
    expect(items.filter(({ direction }) => direction === 'event')).toHaveLength(1);
  });

  it('find it in the view where it belongs', async () => {
    const { customer, id } = await conversation();
    const views = async () => {
      const all = ['all', 'mine', 'unassigned', 'ai', 'waiting', 'snoozed', 'resolved'];
      const found = await Promise.all(all.map(async (view) => ((await listed(lina, view)).includes(id) ? [view] : [])));
      return found.flat();
    };
    const become = (...wanted: string[]) => eventually(views, (found) => found.join() === wanted.join());
    await become('all', 'ai');
    await work(lina, id, 'take-over', { from: null });
    await become('all', 'mine', 'waiting');
    await lina.send(id, 'Here I am');
    await become('all', 'mine');
    await work(lina, id, 'assign', { from: ids.lina, to: null });
    await become('all', 'unassigned');
    await work(lina, id, 'resolve');
    await become('resolved');
    await say(stage.channel('samia'), customer, 'One more thing');
    await become('all', 'unassigned', 'waiting');
  });

  it('label it, and list what carries the label', async () => {
    const { id } = await conversation();
    const key = { 'idempotency-key': clientId() };
    const name = `Gold ${id.slice(-8)}`;
    const label = await lina.call('POST', '/v1/labels', { name, colour: '#1d7a5f' }, key);
    expect(label.status).toBe(201);
    expect((await work(lina, id, 'labels', { add: [label.body.id] })).body.labels).toEqual([label.body.id]);
    await eventually(
      async () => (await lina.call('GET', `/v1/conversations?label=${label.body.id}`)).body.items,
      (items) => items.length === 1 && items[0].id === id,
    );
  });

  it('write notes that the customer never gets', async () => {
    const { customer, id } = await conversation();
    const note = await work(lina, id, 'notes', { clientId: clientId(), text: 'Between us' });
    const { status } = await omar.call('PATCH', `/v1/conversations/${id}/notes/${note.body.id}`, { pinned: true });
    expect(status).toBe(200);
    expect((await omar.call('GET', `/v1/conversations/${id}/notes`)).body.items).toHaveLength(1);
    await settled(stage);
    expect((await sentTo(stage, customer.waId)).count).toBe(0);
    expect((await lina.conversation(id)).lastMessage?.kind).toBe('text');
  });

  it('get back what was put aside when its time comes', async () => {
    const { id } = await conversation();
    const until = new Date(Date.now() + 120_000).toISOString();
    expect((await work(lina, id, 'snooze', { until })).body).toMatchObject({ status: 'snoozed', snoozedUntil: until });
    await eventually(
      async () => (await lina.call('GET', '/v1/conversations')).body.wakesAt,
      (wakesAt) => wakesAt === until,
    );
    await stage.clock(121_000);
    await eventually(
      async () => {
        await lina.call('GET', '/v1/conversations');
        return lina.conversation(id);
      },
      ({ status }) => status === 'open',
    );
    const { items } = await lina.thread(id);
    expect(items.filter(({ content }) => content.kind === 'work' && content.event === 'woken')).toHaveLength(1);
    await stage.clock(0);
  });

  it('are colleagues of each other, and nobody else’s', async () => {
    const { body } = await lina.call('GET', '/v1/colleagues');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([ids.lina, ids.omar]));
    const other = await employee(stage, 'isik');
    const theirs = (await other.call('GET', '/v1/colleagues')).body.items.map(({ id }: { id: string }) => id);
    expect(theirs).not.toContain(ids.lina);
  });

  it('are not joined by a viewer, nor by another business', async () => {
    const { id } = await conversation();
    const viewer = await employee(stage, 'samia', 'viewer');
    const stranger = await employee(stage, 'isik', 'admin');
    for (const [what, body] of Object.entries({
      'take-over': { from: null },
      'hand-back': {},
      assign: { from: null, to: null },
      snooze: { until: new Date(Date.now() + 60_000).toISOString() },
      resolve: undefined,
      reopen: undefined,
      labels: {},
      notes: { clientId: clientId(), text: 'x' },
    })) {
      expect([what, (await work(viewer, id, what, body)).status]).toEqual([what, 403]);
      expect([what, (await work(stranger, id, what, body)).status]).toEqual([what, 404]);
    }
    expect((await lina.conversation(id)).status).toBe('open');
    expect((await lina.thread(id)).items).toHaveLength(1);
  });
});
