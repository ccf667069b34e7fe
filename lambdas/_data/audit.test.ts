import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { auditPut, byEmployee, toAuditEntry } from './audit.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const entry = {
  action: 'role.updated' as const,
  by: byEmployee({ id: '01j00000000000000000000001', name: 'Nour' }),
  thing: { type: 'role', id: '01j00000000000000000000002', name: 'Night desk' },
  from: '192.0.2.7',
  requestId: 'r-1',
};

describe('an entry of the audit log', () => {
  it('is written with its change, and says only what is different', async () => {
    const store = table.of(aTenant());
    const put = auditPut(
      store,
      { ...entry, before: { name: 'A', colour: '#1d7a5f' }, after: { name: 'B', colour: '#1d7a5f' } },
      noon,
    );
    await store.client.send(new TransactWriteCommand({ TransactItems: [put] }));
    const { pk, sk } = put.Put.Item;
    expect(pk).toBe(`T#${store.tenant}#AUDIT#2026-11`);
    const { Item } = await store.client.send(new GetCommand({ TableName: store.table, Key: { pk, sk } }));
    expect(toAuditEntry(Item)).toEqual({
      ...entry,
      id: put.Put.Item.id,
      at: '2026-11-20T09:00:00.000Z',
      before: { name: 'A' },
      after: { name: 'B' },
    });
  });

  it('comes after those that were made before it in the same millisecond', () => {
    const store = table.of(aTenant());
    const keys = Array.from({ length: 100 }, () => auditPut(store, entry, noon).Put.Item.sk);
    expect(keys.toSorted()).toEqual(keys);
  });

  it('never replaces another', async () => {
    const store = table.of(aTenant());
    const put = auditPut(store, entry, noon);
    await store.client.send(new TransactWriteCommand({ TransactItems: [put] }));
    const again = { Put: { ...put.Put, Item: { ...put.Put.Item, requestId: 'forged' } } };
    await expect(store.client.send(new TransactWriteCommand({ TransactItems: [again] }))).rejects.toThrow(
      'ConditionalCheckFailed',
    );
  });
});
