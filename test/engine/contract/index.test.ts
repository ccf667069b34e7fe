import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filler, key, startTable, type Table, table, text } from './table.ts';

let db: Table;
beforeAll(async () => {
  db = await startTable();
});
afterAll(() => db.close());

const inInbox = async (inbox: string, options: Record<string, unknown> = {}): Promise<string[]> => {
  const { body } = await db.call('Query', {
    TableName: table,
    IndexName: 'inbox',
    KeyConditionExpression: 'gsi1pk = :inbox',
    ExpressionAttributeValues: { ':inbox': text(inbox) },
    ...options,
  });
  return body.Items.map((item: { gsi1sk: { S: string }; pk: { S: string } }) => `${item.gsi1sk.S} ${item.pk.S}`);
};

const move = (pk: string, to: string) =>
  db.call('UpdateItem', {
    TableName: table,
    Key: key(pk, 'CONV'),
    UpdateExpression: 'SET gsi1sk = :to',
    ExpressionAttributeValues: { ':to': text(to) },
    ReturnConsumedCapacity: 'INDEXES',
  });

const conversation = (pk: string, inbox: string, at: string) => ({ ...key(pk, 'CONV'), gsi1pk: text(inbox), gsi1sk: text(at) });

describe('the inbox index', () => {
  it('follows a change of its key: the row moves, no copy stays behind', async () => {
    await db.put(conversation('c1', 'i', '1'));
    await db.put(conversation('c2', 'i', '2'));
    expect(await inInbox('i')).toEqual(['1 c1', '2 c2']);
    await move('c1', '3');
    expect(await inInbox('i')).toEqual(['2 c2', '3 c1']);
    expect(await inInbox('i', { ScanIndexForward: false, Limit: 1 })).toEqual(['3 c1']);
  });

  it('forgets a row whose key attribute is removed or whose item is deleted', async () => {
    await db.put(conversation('g1', 'gone', '1'));
    await db.put(conversation('g2', 'gone', '2'));
    await db.call('UpdateItem', { TableName: table, Key: key('g1', 'CONV'), UpdateExpression: 'REMOVE gsi1pk, gsi1sk' });
    await db.call('DeleteItem', { TableName: table, Key: key('g2', 'CONV') });
    expect(await inInbox('gone')).toEqual([]);
  });

  it('pages without loss or repetition while a row is moved', async () => {
    for (let at = 10; at < 20; at += 1) await db.put(conversation(`p${at}`, 'paged', String(at)));
    const first = await db.call('Query', {
      TableName: table,
      IndexName: 'inbox',
      KeyConditionExpression: 'gsi1pk = :inbox',
      ExpressionAttributeValues: { ':inbox': text('paged') },
      Limit: 4,
      ScanIndexForward: false,
    });
    expect(Object.keys(first.body.LastEvaluatedKey).sort()).toEqual(['gsi1pk', 'gsi1sk', 'pk', 'sk']);
    await move('p19', '99');
    const rest = await inInbox('paged', { ScanIndexForward: false, ExclusiveStartKey: first.body.LastEvaluatedKey });
    expect(rest).toEqual(['15 p15', '14 p14', '13 p13', '12 p12', '11 p11', '10 p10']);
  });
});

describe('consumed capacity', () => {
  const units = (answer: { body: { ConsumedCapacity: Record<string, unknown> } }) => {
    const {
      CapacityUnits,
      Table: own,
      GlobalSecondaryIndexes: indexes,
    } = answer.body.ConsumedCapacity as {
      CapacityUnits: number;
      Table: { CapacityUnits: number };
      GlobalSecondaryIndexes?: { inbox?: { CapacityUnits: number } };
    };
    return { all: CapacityUnits, table: own.CapacityUnits, index: indexes?.inbox?.CapacityUnits ?? 0 };
  };
  const measured = { ReturnConsumedCapacity: 'INDEXES' };

  it('is one write unit for each started KB', async () => {
    expect(units(await db.put({ ...key('size', '1'), body: filler(900) }, measured))).toEqual({ all: 1, table: 1, index: 0 });
    expect(units(await db.put({ ...key('size', '2'), body: filler(1100) }, measured))).toEqual({ all: 2, table: 2, index: 0 });
    expect(units(await db.put({ ...key('size', '3'), body: filler(2100) }, measured))).toEqual({ all: 3, table: 3, index: 0 });
  });

  it('counts the index: one for a new row, two for a moved one, none for an item outside it', async () => {
    expect(units(await db.put(conversation('u1', 'units', '1'), measured))).toEqual({ all: 2, table: 1, index: 1 });
    expect(units(await move('u1', '2'))).toEqual({ all: 3, table: 1, index: 2 });
    expect(units(await db.put(key('u2', 'M#1'), measured))).toEqual({ all: 1, table: 1, index: 0 });
  });

  it('is charged for the larger of the old and the new item', async () => {
    await db.put({ ...key('shrink', '1'), body: filler(3000) });
    expect(units(await db.put(key('shrink', '1'), measured)).table).toBe(3);
  });

  it('of a read is half a unit for each started 4 KB, twice that when consistent', async () => {
    await db.put({ ...key('read', '1'), body: filler(5000) });
    const read = (consistent: boolean) =>
      db.call('GetItem', { TableName: table, Key: key('read', '1'), ConsistentRead: consistent, ...measured });
    expect((await read(false)).body.ConsumedCapacity.CapacityUnits).toBe(1);
    expect((await read(true)).body.ConsumedCapacity.CapacityUnits).toBe(2);
  });
});
