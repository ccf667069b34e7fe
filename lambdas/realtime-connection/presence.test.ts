import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { listConnections } from '../_data/connection.ts';
import { seenBetween } from '../_data/seen.ts';
import type { Change } from '../_shared/frames.ts';
import type { Changes } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { connected, disconnected } from './presence.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('coming and going', () => {
  it('keeps the rows and tells the others who is there, whatever a lagging query still says', async () => {
    const store = table.of(aTenant());
    const pushed: Change[] = [];
    const dependencies = (lagging: readonly string[]) => ({
      store,
      push: async (_: TenantTable, changes: Changes, now: number) => {
        const online = (await listConnections(store, now)).filter(({ id }) => !lagging.includes(id));
        pushed.push(...(typeof changes === 'function' ? changes(online, { connections: online, turns: undefined }) : changes));
      },
    });
    const nour = { tenant: store.tenant, sub: 'n', employeeId: anEmployee(), name: 'Nour' };
    const ali = { tenant: store.tenant, sub: 'a', employeeId: anEmployee(), name: 'Ali' };
    const online = () => pushed.at(-1)?.event;

    await connected(dependencies([]), 'one', nour, noon);
    await connected(dependencies(['two']), 'two', ali, noon);
    expect((await listConnections(store, noon)).map(({ id }) => id).sort()).toEqual(['one', 'two']);
    expect(online()).toEqual({
      type: 'presence',
      online: [
        { employeeId: nour.employeeId, name: 'Nour', viewing: [] },
        { employeeId: ali.employeeId, name: 'Ali', viewing: [] },
      ],
    });
    expect(pushed.at(-1)).toMatchObject({ to: 'everyone', except: 'two' });

    await disconnected(dependencies([]), 'one', nour, noon + 60_000);
    expect((await listConnections(store, noon)).map(({ id }) => id)).toEqual(['two']);
    expect(online()).toMatchObject({ online: [{ name: 'Ali' }] });
    for (const [{ employeeId }, at] of [
      [nour, noon + 60_000],
      [ali, noon],
    ] as const) {
      expect((await seenBetween(store, employeeId, employeeId)).get(employeeId)).toBe(at);
    }
  });

  it('of a visitor is told nothing more once the visit is over, and leaves no trace among colleagues', async () => {
    const store = table.of(aTenant());
    const dependencies = { store, push: async () => undefined };
    const visitor = { tenant: store.tenant, sub: 'v', employeeId: anEmployee(), name: 'v@platform.test', until: noon + 60_000 };
    await connected(dependencies, 'one', visitor, noon);
    expect(await listConnections(store, noon + 59_000)).toMatchObject([{ id: 'one' }]);
    expect(await listConnections(store, noon + 60_000)).toEqual([]);
    await disconnected(dependencies, 'one', visitor, noon + 61_000);
    expect(await seenBetween(store, visitor.employeeId, visitor.employeeId)).toEqual(new Map());
  });
});
