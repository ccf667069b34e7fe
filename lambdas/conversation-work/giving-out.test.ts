import type { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../contract/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aText, noon } from '../../test/engine/factory.ts';
import { aTeam } from '../../test/engine/team.ts';
import { addConnection } from '../_data/connection.ts';
import { changeConversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { withInbound } from '../_data/conversation-changes.ts';
import type { Conversation } from '../_data/conversation-item.ts';
import { assigned, resolved } from '../_data/conversation-work.ts';
import type { Employee } from '../_data/employee.ts';
import { workIndex } from '../_data/keys.ts';
import { pageOfMessages } from '../_data/message.ts';
import { internalId } from '../_data/work-message.ts';
import { givingOut } from '../_messaging/giving-out.ts';
import { workOn } from '../_messaging/work-on.ts';
import type { Change } from '../_shared/frames.ts';
import { isProblem } from '../_shared/problem.ts';
import { pushTo } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { connected, disconnected } from '../realtime-connection/presence.ts';
import { changeAutomatic } from './automatic.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** A business with people who come and go, as the functions see them. */
async function aDesk(size: number, roles: readonly string[] = []) {
  const team = await aTeam(table);
  const { store } = team;
  const people: Employee[] = [];
  for (let index = 0; index < size; index++)
    people.push(await team.hire(index < roles.length ? 'viewer' : 'agent', { name: `P${index}` }));
  const frames: RealtimeEvent[] = [];
  const tell = pushTo({
    send: async (_, frame) => {
      frames.push(...JSON.parse(frame).events);
      return 'sent';
    },
    close: async () => 'gone',
  });
  const push = givingOut(tell);
  let now = noon;
  const desk = () => ({ store, push, now: ++now });
  const online = new Set<EmployeeId>();
  const made = new Set<Conversation['id']>();
  const at = (index: number) => {
    const person = people[index % people.length];
    if (!person) throw new Error('Nobody');
    return person;
  };
  return {
    team,
    store,
    push,
    frames,
    online,
    at,
    desk,
    set: async (body: { on?: boolean; limit?: number }, version: number) => {
      const asked = { employee: at(0), sourceIp: '192.0.2.7', requestId: 'r', now: ++now, ifMatch: version, body };
      const answer = await changeAutomatic(store, tell, asked);
      if (isProblem(answer)) throw new Error(answer.code);
      return answer;
    },
    come: async (index: number) => {
      const { id, sub, name } = at(index);
      online.add(id);
      await connected({ store, push }, `c-${id}`, { tenant: store.tenant, sub, employeeId: id, name }, ++now);
    },
    go: async (index: number) => {
      const { id } = at(index);
      online.delete(id);
      await disconnected({ store, push }, `c-${id}`, { employeeId: id }, ++now);
    },
    /** A customer who needs a person writes; `inbound` pushes the summary. */
    ask: async (given: Partial<Conversation> = {}) => {
      const { id } = await aConversation(store, { mode: 'human', since: ++now, ...given });
      const heard = await changeConversation(store, id, (read) => withInbound(read, aText(read, { at: now }), ++now));
      if (!heard) throw new Error('Not made');
      await push(store, [{ to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(heard) } }], ++now);
      made.add(id);
      return id;
    },
    solve: (id: Conversation['id']) =>
      workOn(desk(), id, (read) => ({
        next: resolved(read, now),
        messages: [{ id: internalId(now), conversationId: id, content: { kind: 'work', event: 'resolved' } }],
      })),
    /** By hand, from whoever has it. */
    take: (id: Conversation['id'], to: EmployeeId) =>
      workOn(desk(), id, (read) => ({
        next: assigned(read, to, now),
        messages: [{ id: internalId(now), conversationId: id, content: { kind: 'work', event: 'taken-over' } }],
      })),
    rows: async () => {
      const rows = await Promise.all([...made].map((id) => getConversation(store, id)));
      return rows.filter((row) => row !== undefined);
    },
    row: async (id: Conversation['id']) => getConversation(store, id),
  };
}

describe('giving conversations out', () => {
  it('is off at first, and costs a message nothing', async () => {
    const desk = await aDesk(1);
    await desk.come(0);
    const conversation = await aConversation(desk.store, { mode: 'human' });
    const change: Change = { to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(conversation) } };
    const tell = pushTo({ send: async () => 'sent', close: async () => 'gone' });
    table.consumed();
    await tell(desk.store, [change], noon);
    const plain = table.consumed();
    await givingOut(tell)(desk.store, [change], noon);
    expect(table.consumed()).toEqual(plain);
    expect((await desk.row(conversation.id))?.assigneeId).toBeUndefined();
  });

  it('gives to whoever is online and may send, and says so in the thread', async () => {
    const desk = await aDesk(2, ['viewer']);
    await desk.come(0);
    await desk.come(1);
    await desk.set({ on: true }, 0);
    const id = await desk.ask();
    expect((await desk.row(id))?.assigneeId).toBe(desk.at(1).id);
    const { items } = await pageOfMessages(desk.store, id, { limit: 10 });
    const to = { employeeId: desk.at(1).id, name: 'P1' };
    expect(items.at(-1)).toMatchObject({ direction: 'event', content: { kind: 'work', event: 'assigned', to } });
    expect(items.at(-1)?.author).toBeUndefined();
    expect(
      desk.frames.some((event) => event.type === 'conversation.changed' && event.conversation.assigneeId !== undefined),
    ).toBe(true);
    expect(await desk.team.audited()).toEqual(['business.updated']);
  });

  it('leaves what is the assistant’s, resolved or somebody’s', async () => {
    const desk = await aDesk(2);
    await desk.set({ on: true }, 0);
    const [ai, done, other] = [
      await desk.ask({ mode: 'ai' }),
      (await aConversation(desk.store, { mode: 'human', status: 'resolved' })).id,
      await desk.ask({ assigneeId: desk.at(1).id }),
    ];
    await desk.come(0);
    const whose = async (id: typeof ai) => (await desk.row(id))?.assigneeId;
    expect([await whose(ai), await whose(done), await whose(other)]).toEqual([undefined, undefined, desk.at(1).id]);
  });

  it('waits until somebody comes, and gives no more than the limit until there is room', async () => {
    const desk = await aDesk(1);
    await desk.set({ on: true, limit: 2 }, 0);
    const ids = [await desk.ask(), await desk.ask(), await desk.ask()];
    const given = async () => (await desk.rows()).filter(({ assigneeId }) => assigneeId !== undefined).map(({ id }) => id);
    expect(await given()).toEqual([]);
    await desk.come(0);
    expect((await given()).toSorted()).toEqual(ids.slice(0, 2).toSorted());
    if (ids[0]) await desk.solve(ids[0]);
    expect((await given()).toSorted()).toEqual(ids.toSorted());
  });

  it('begins at once when it is switched on or widened, and ends when it is switched off', async () => {
    const desk = await aDesk(1);
    await desk.come(0);
    await Promise.all([desk.ask(), desk.ask()]);
    const given = async () => (await desk.rows()).filter(({ assigneeId }) => assigneeId !== undefined).length;
    const { version } = await desk.set({ on: true, limit: 1 }, 0);
    expect(await given()).toBe(1);
    const wider = await desk.set({ limit: 2 }, version);
    expect(await given()).toBe(2);
    await desk.set({ on: false }, wider.version);
    await desk.ask();
    expect(await given()).toBe(2);
    await expect(desk.set({ on: true }, version)).rejects.toThrow('changed');
  });

  it('gives each once when several functions do it at the same moment', async () => {
    const desk = await aDesk(3);
    await desk.set({ on: true, limit: 4 }, 0);
    for (const index of [0, 1, 2]) await desk.come(index);
    const ids = await Promise.all(Array.from({ length: 9 }, () => desk.ask()));
    const rows = await Promise.all(ids.map(desk.row));
    const shares = [0, 1, 2].map((index) => rows.filter((row) => row?.assigneeId === desk.at(index).id).length);
    expect(shares).toEqual([3, 3, 3]);
    for (const id of ids) {
      const { items } = await pageOfMessages(desk.store, id, { limit: 10 });
      expect(items.filter(({ content }) => content.kind === 'work')).toHaveLength(1);
    }
  });

  it('counts what was given a moment ago, when the index does not show it yet', async () => {
    const desk = await aDesk(2);
    const ids = await Promise.all(Array.from({ length: 8 }, () => desk.ask()));
    await desk.set({ on: true, limit: 2 }, 0);
    for (const index of [0, 1])
      await addConnection(desk.store, { id: `c${index}`, sub: 's', name: 'P', employeeId: desk.at(index).id }, noon);
    const store = { ...desk.store, client: withoutIndex(desk.store.client) };
    await Promise.all(
      ids.map(async (id) => {
        const row = await desk.row(id);
        if (!row) throw new Error('Not made');
        const change: Change = { to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(row) } };
        await desk.push(store, [change], noon + 60_000);
      }),
    );
    const rows = await desk.rows();
    expect([0, 1].map((index) => rows.filter(({ assigneeId }) => assigneeId === desk.at(index).id).length)).toEqual([2, 2]);
  });
});

/** The index `work` follows the table in its own time: here not at all. */
const withoutIndex = (client: TenantTable['client']): TenantTable['client'] =>
  new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: QueryCommand) => (command.input.IndexName === workIndex ? { Items: [] } : target.send(command))
        : Reflect.get(target, name),
  });

type Step = readonly ['come' | 'go' | 'ask' | 'solve' | 'take', number];
const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('come', 'go'), fc.nat(3)) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('ask'), fc.nat(2)) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('solve', 'take'), fc.nat(30)) },
  ) satisfies fc.Arbitrary<Step>,
  { minLength: 8, maxLength: 16 },
);

describe('whoever comes and goes', () => {
  it('nobody has too many, nothing waits while somebody has room, turns go round, and nothing is taken away', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (todo, limit) => {
        const desk = await aDesk(4);
        await desk.set({ on: true, limit }, 0);
        const held = new Map<string, EmployeeId>();
        const byHand = new Set<string>();
        for (const [what, number] of todo) {
          const before = await desk.rows();
          const open = before.filter(({ status }) => status === 'open');
          const some = open[number % Math.max(1, open.length)];
          const mine = desk.at(number).id;
          switch (what) {
            case 'come':
              await desk.come(number);
              break;
            case 'go':
              await desk.go(number);
              break;
            case 'ask':
              // Several at the same moment, each in a process of its own.
              await Promise.all(Array.from({ length: number + 1 }, () => desk.ask()));
              break;
            case 'solve':
              if (some) await desk.solve(some.id);
              if (some) held.delete(some.id);
              break;
            case 'take':
              if (some) {
                await desk.take(some.id, mine);
                held.set(some.id, mine);
                byHand.add(some.id);
              }
              break;
            default:
              throw new Error(`No such step: ${what satisfies never}`);
          }
          const rows = await desk.rows();
          const has = (who: EmployeeId, hands: 'any' | 'given' = 'any') =>
            rows.filter(
              ({ id, status, assigneeId }) => status === 'open' && assigneeId === who && (hands === 'any' || !byHand.has(id)),
            ).length;
          for (const { id, assigneeId } of rows) {
            const was = held.get(id);
            if (was !== undefined) expect(assigneeId).toBe(was);
            if (was === undefined && assigneeId !== undefined) {
              const stillOpen = rows.some((row) => row.id === id && row.status === 'open');
              if (stillOpen && what !== 'go') expect(desk.online.has(assigneeId)).toBe(true);
              if (stillOpen) held.set(id, assigneeId);
            }
          }
          for (let index = 0; index < 4; index++) expect(has(desk.at(index).id, 'given')).toBeLessThanOrEqual(limit);
          const waiting = rows.filter(({ status, mode, assigneeId }) => status === 'open' && mode === 'human' && !assigneeId);
          if (waiting.length > 0) for (const who of desk.online) expect(has(who)).toBeGreaterThanOrEqual(limit);
        }
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('shares are even among those who are there and have room', async () => {
    const desk = await aDesk(3);
    await desk.set({ on: true, limit: 100 }, 0);
    await desk.come(0);
    await desk.come(1);
    for (let count = 0; count < 6; count++) await desk.ask();
    // Somebody new has the next turn, and then turns go round: no arrears are made up for.
    await desk.come(2);
    for (let count = 0; count < 6; count++) await desk.ask();
    const rows = await desk.rows();
    const shares = [0, 1, 2].map((index) => rows.filter(({ assigneeId }) => assigneeId === desk.at(index).id).length);
    expect(shares).toEqual([5, 5, 2]);
  });
});
