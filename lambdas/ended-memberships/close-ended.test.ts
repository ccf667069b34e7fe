import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { addConnection, listConnections } from '../_data/connection.ts';
import { membershipKey, registrationKey, sessionKey } from '../_data/keys.ts';
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

const run = (close: (id: string) => Promise<'closed' | 'gone'> = async () => 'closed') =>
  closeEnded({
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
  });

function record(eventName: 'MODIFY' | 'REMOVE', active = false, permissions = ['conversations.view']): DynamoDBRecord {
  const { pk, sk } = membershipKey('leaver', store.tenant);
  const NewImage = { active: { BOOL: active }, permissions: { L: permissions.map((S) => ({ S })) } };
  return {
    eventName,
    dynamodb: { SequenceNumber: 'n1', Keys: { pk: { S: pk }, sk: { S: sk } }, ...(eventName === 'MODIFY' && { NewImage }) },
  };
}
const left = async () => (await listConnections(store, noon)).map(({ id }) => id).sort();

describe('a business in which nobody can work', () => {
  const changed = (status: string): DynamoDBRecord => {
    const { pk, sk } = registrationKey(store.tenant);
    const NewImage = { status: { S: status } };
    return { eventName: 'MODIFY', dynamodb: { SequenceNumber: 'n1', Keys: { pk: { S: pk }, sk: { S: sk } }, NewImage } };
  };
  it.each(['suspended', 'deleting'])('has every page closed: %s', async (status) => {
    expect(await run()({ Records: [changed(status)] })).toEqual({ batchItemFailures: [] });
    expect(closed.toSorted()).toEqual(['one', 'three', 'two']);
    expect(await left()).toEqual([]);
  });
  it('and one that was changed otherwise has not', async () => {
    await run()({ Records: [changed('active')] });
    expect(closed).toEqual([]);
  });
});

describe('a membership that ended', () => {
  it.each([
    ['was removed', () => record('REMOVE')],
    ['was made inactive', () => record('MODIFY', false)],
    ['lost the right to see conversations', () => record('MODIFY', true, ['services.view'])],
  ])('because it %s closes every page of that person, and nobody else’s', async (_, ended) => {
    expect(await run()({ Records: [ended()] })).toEqual({ batchItemFailures: [] });
    expect(closed.sort()).toEqual(['one', 'two']);
    expect(await left()).toEqual(['three']);
  });

  it('is tried again until the pages are closed', async () => {
    const refusing = run(() => Promise.reject(new Error('not now')));
    expect(await refusing({ Records: [record('REMOVE')] })).toEqual({ batchItemFailures: [{ itemIdentifier: 'n1' }] });
    await run(async () => 'gone')({ Records: [record('REMOVE')] });
    expect(closed.sort()).toEqual(['one', 'two']);
    expect(await left()).toEqual(['three']);
  });
});

describe('a session that ended', () => {
  const ended = (session: string, eventName: 'REMOVE' | 'MODIFY' = 'REMOVE'): DynamoDBRecord => {
    const { pk, sk } = sessionKey(session);
    return {
      eventName,
      dynamodb: { SequenceNumber: 'n2', Keys: { pk: { S: pk }, sk: { S: sk } }, OldImage: { sub: { S: 'leaver' } } },
    };
  };

  it('closes its own pages in whatever business, and those of no session', async () => {
    await addConnection(store, { id: 'four', sub: 'leaver', employeeId: anEmployee(), name: 'leaver' }, noon);
    expect(await run()({ Records: [ended('session of one')] })).toEqual({ batchItemFailures: [] });
    expect(closed.sort()).toEqual(['four', 'one']);
    expect(await left()).toEqual(['three', 'two']);
  });

  it('is tried again until its pages are closed, and a refresh closes nothing', async () => {
    const refusing = run(() => Promise.reject(new Error('not now')));
    expect(await refusing({ Records: [ended('session of one')] })).toEqual({ batchItemFailures: [{ itemIdentifier: 'n2' }] });
    await run()({ Records: [ended('session of one', 'MODIFY')] });
    expect(await left()).toEqual(['one', 'three', 'two']);
  });
});

describe('a membership that goes on', () => {
  it('closes nothing, nor does a record of something else', async () => {
    const other: DynamoDBRecord = {
      eventName: 'REMOVE',
      dynamodb: { Keys: { pk: { S: 'USER#leaver' }, sk: { S: 'PLATFORM' } } },
    };
    await run()({ Records: [record('MODIFY', true), other, { eventName: 'REMOVE' }] });
    expect(closed).toEqual([]);
    expect(await left()).toEqual(['one', 'three', 'two']);
  });
});
