import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationId } from '../../contract/ids.ts';
import { Frame, type RealtimeEvent } from '../../contract/realtime.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { addConnection, type Connection, listConnections } from '../_data/connection.ts';
import type { Connections } from './connections.ts';
import type { Change } from './frames.ts';
import { presenceOf, pushTo } from './realtime.ts';
import type { TenantTable } from './tenant.ts';
import { ulid } from './ulid.ts';

const one = ConversationId.parse(ulid(noon));
const two = ConversationId.parse(ulid(noon));

let table: TestTable;
let store: TenantTable;
let sent: { id: string; events: RealtimeEvent['type'][] }[];

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
  sent = [];
});

const connection = (id: string, viewing?: Connection['viewing'], employeeId = anEmployee()): Connection => ({
  id,
  employeeId,
  sub: 'sub',
  name: `Name of ${id}`,
  viewing,
});
const join = async (...connections: Connection[]) => {
  for (const each of connections) await addConnection(store, each, noon);
};
const connections: Connections = {
  async send(id, frame) {
    if (id.startsWith('gone')) return 'gone';
    if (id.startsWith('broken')) throw new Error('@connections answered 500');
    sent.push({ id, events: Frame.parse(JSON.parse(frame)).events.map(({ type }) => type) });
    return 'sent';
  },
  close: () => Promise.reject(new Error('nothing is closed by a push')),
};
const push = pushTo(connections);
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
};
const byId = () => Object.fromEntries(sent.map(({ id, events }) => [id, events]));

const done: Change = { to: 'everyone', event: { type: 'presence', online: [] } };
const typing: Change = {
  to: { viewing: one },
  event: { type: 'typing', conversationId: one, employeeId: anEmployee(), name: 'S', until: new Date(noon).toISOString() },
};

describe('a push', () => {
  it('is one query and one frame a browser, with what concerns it', async () => {
    await join(connection('a', one), connection('b', two), connection('c'));
    table.consumed();
    await push(store, [done, typing], noon);
    expect(table.consumed()).toEqual({ read: 0.5, write: 0 });
    expect(byId()).toEqual({ a: ['presence', 'typing'], b: ['presence'], c: ['presence'] });
  });

  it('reaches nobody of another business', async () => {
    await join(connection('a', one));
    await push(table.of(aTenant()), [done, typing], noon);
    expect(sent).toEqual([]);
  });

  it('of nothing reads nothing', async () => {
    await join(connection('a', one));
    table.consumed();
    await push(store, [], noon);
    expect(table.consumed().read).toBe(0);
  });

  it('removes who is gone, and goes on for the others', async () => {
    await join(connection('gone-1', one), connection('broken-1', one), connection('a', one));
    await push(store, [done, typing], noon + 30_001);
    expect(byId()).toEqual({ a: ['presence', 'typing'] });
    expect((await listConnections(store, noon)).map(({ id }) => id).sort()).toEqual(['a', 'broken-1']);
  });

  it('keeps a newcomer whom API Gateway does not reach yet', async () => {
    await join(connection('gone-1', one), connection('a', one));
    await push(store, [done], noon + 30_000);
    expect((await listConnections(store, noon)).map(({ id }) => id).sort()).toEqual(['a', 'gone-1']);
  });

  it('never fails what it reports', async () => {
    const { client, ...rest } = store;
    const broken: TenantTable = {
      ...rest,
      client: Object.assign(Object.create(client), { send: () => Promise.reject(new Error('down')) }),
    };
    await expect(push(broken, [done], noon)).resolves.toBeUndefined();
  });

  it('can follow from who is connected', async () => {
    await join(connection('a', one), connection('b'));
    await push(store, (online) => [{ ...done, except: online[0]?.id ?? '' }], noon);
    expect(sent).toHaveLength(1);
  });

  it('does not count a row that has expired', async () => {
    await join(connection('a', one));
    await push(store, [done], noon + 4 * 3_600_000);
    expect(sent).toEqual([]);
  });
});

describe('a push of a busy worker', () => {
  it('is at once for those who look at it, a moment later for those who list it, and loses nobody', async () => {
    const calm = pushTo(connections, { withinMs: 150, ms: 20 });
    await join(connection('a', one), connection('b', two), connection('c'));
    await calm(store, [done, typing], noon);
    expect(sent.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
    sent = [];
    const busy = calm(store, [done, typing], noon + 149);
    await until(() => sent.length > 0);
    expect(byId()).toEqual({ a: ['presence', 'typing'] });
    await busy;
    expect(byId()).toEqual({ a: ['presence', 'typing'], b: ['presence'], c: ['presence'] });
    expect(sent).toHaveLength(3);
  });

  it('waits for no one when nothing came just before, here or at another business', async () => {
    const calm = pushTo(connections, { withinMs: 150, ms: 60_000 });
    await join(connection('a'));
    await calm(store, [done], noon);
    await calm(store, [done], noon + 150);
    const other = table.of(aTenant());
    await addConnection(other, connection('d'), noon);
    await calm(other, [done], noon + 151);
    expect(sent.map(({ id }) => id)).toEqual(['a', 'a', 'd']);
  });
});

describe('presence', () => {
  it('is by person, with everything open in any window', () => {
    const nour = anEmployee();
    const ali = anEmployee();
    expect(
      presenceOf([
        connection('a', one, nour),
        connection('b', two, nour),
        connection('c', one, nour),
        connection('d', undefined, ali),
      ]),
    ).toEqual({
      type: 'presence',
      online: [
        { employeeId: nour, name: 'Name of a', viewing: [one, two] },
        { employeeId: ali, name: 'Name of d', viewing: [] },
      ],
    });
  });
});
