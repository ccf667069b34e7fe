import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EndingJob } from '../../contract/queues.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { addConnection, listConnections } from '../_data/connection.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { closeEnded } from './close-ended.ts';

let table: TestTable;
let store: TenantTable;
let closed: string[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  closed = [];
  for (const [id, sub] of [
    ['one', 'leaver'],
    ['two', 'leaver'],
    ['three', 'stays'],
  ] as const) {
    await addConnection(store, { id, sub, employeeId: anEmployee(), name: sub, session: `session of ${id}` }, noon);
  }
});

const run = (ended: object, close: (id: string) => Promise<'closed' | 'gone'> = async () => 'closed') =>
  closeEnded(
    {
      storeOf: (tenant) => table.of(tenant),
      tenantsOf: async (sub) => (sub === 'leaver' ? [aTenant(), store.tenant] : []),
      clock: () => noon,
      sockets: {
        send: () => Promise.reject(new Error('nothing is to be sent')),
        close: async (id) => {
          const answer = await close(id);
          closed.push(id);
          return answer;
        },
      },
    },
    EndingJob.parse({ v: 1, ...ended }),
  );
const left = async () => (await listConnections(store, noon)).map(({ id }) => id).sort();
const refusing = () => Promise.reject(new Error('not now'));

it('closes every page of a business in which nobody can work', async () => {
  await run({ type: 'business', tenant: store.tenant });
  expect(closed.toSorted()).toEqual(['one', 'three', 'two']);
  expect(await left()).toEqual([]);
});

describe('a membership that ended', () => {
  const ended = () => ({ type: 'membership', tenant: store.tenant, sub: 'leaver' });

  it('closes every page of that person, and nobody else’s', async () => {
    await run(ended());
    expect(closed.sort()).toEqual(['one', 'two']);
    expect(await left()).toEqual(['three']);
  });

  it('is tried again until the pages are closed', async () => {
    await expect(run(ended(), refusing)).rejects.toThrow('not now');
    await run(ended(), async () => 'gone');
    expect(closed.sort()).toEqual(['one', 'two']);
    expect(await left()).toEqual(['three']);
  });
});

describe('a session that ended', () => {
  const ended = { type: 'session', session: 'session of one', sub: 'leaver' };

  it('closes its own pages in whatever business, and those of no session', async () => {
    await addConnection(store, { id: 'four', sub: 'leaver', employeeId: anEmployee(), name: 'leaver' }, noon);
    await run(ended);
    expect(closed.sort()).toEqual(['four', 'one']);
    expect(await left()).toEqual(['three', 'two']);
  });

  it('is tried again until its pages are closed', async () => {
    await expect(run(ended, refusing)).rejects.toThrow('not now');
    expect(await left()).toEqual(['one', 'three', 'two']);
  });
});
