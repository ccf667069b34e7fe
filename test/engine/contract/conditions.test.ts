import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, startTable, type Table, table, text } from './table.ts';

let db: Table;
beforeAll(async () => {
  db = await startTable();
});
afterAll(() => db.close());

const onlyIfNew = { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

describe('conditional writes', () => {
  it('let exactly one of 32 writers of one key win, and show the winner to the others', async () => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, writer) => db.put({ ...key('race', 'create'), writer: text(String(writer)) }, onlyIfNew)),
    );
    const winners = answers.flatMap(({ status }, writer) => (status === 200 ? [String(writer)] : []));
    expect(winners).toHaveLength(1);
    const losers = answers.filter(({ status }) => status === 400);
    expect(losers).toHaveLength(31);
    expect(new Set(losers.map(({ body }) => body.__type.split('#')[1]))).toEqual(new Set(['ConditionalCheckFailedException']));
    expect(new Set(losers.map(({ body }) => body.Item.writer.S))).toEqual(new Set(winners));
  });

  it('lose no increment when 32 writers move a version forward and read again after a conflict', async () => {
    await db.put({ ...key('race', 'version'), version: { N: '0' } });
    const bump = async (): Promise<number> => {
      for (let conflicts = 0; ; conflicts += 1) {
        const read = await db.call('GetItem', { TableName: table, Key: key('race', 'version'), ConsistentRead: true });
        const seen = read.body.Item.version.N;
        const written = await db.call('UpdateItem', {
          TableName: table,
          Key: key('race', 'version'),
          UpdateExpression: 'SET version = :next',
          ConditionExpression: 'version = :seen',
          ExpressionAttributeValues: { ':next': { N: String(Number(seen) + 1) }, ':seen': { N: seen } },
        });
        if (written.status === 200) return conflicts;
      }
    };
    const conflicts = await Promise.all(Array.from({ length: 32 }, bump));
    const end = await db.call('GetItem', { TableName: table, Key: key('race', 'version'), ConsistentRead: true });
    expect(end.body.Item.version.N).toBe('32');
    expect(Math.max(...conflicts)).toBeGreaterThan(0);
  });

  it('hand out a ticket once: of 32 conditional deletes one gets the item', async () => {
    await db.put({ ...key('race', 'ticket'), secret: text('once') });
    const answers = await Promise.all(
      Array.from({ length: 32 }, () =>
        db.call('DeleteItem', {
          TableName: table,
          Key: key('race', 'ticket'),
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValues: 'ALL_OLD',
        }),
      ),
    );
    const got = answers.filter(({ status }) => status === 200);
    expect(got.map(({ body }) => body.Attributes.secret.S)).toEqual(['once']);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(31);
  });

  it('leave the item alone when the condition fails', async () => {
    await db.put({ ...key('keep', 'it'), value: text('first') });
    expect((await db.put({ ...key('keep', 'it'), value: text('second') }, onlyIfNew)).status).toBe(400);
    const { body } = await db.call('GetItem', { TableName: table, Key: key('keep', 'it'), ConsistentRead: true });
    expect(body.Item.value.S).toBe('first');
  });

  it('compare numbers as numbers and an absent attribute as false', async () => {
    await db.put({ ...key('rank', '1'), rank: { N: '9' } });
    const raise = (to: string, sk: string) =>
      db.call('UpdateItem', {
        TableName: table,
        Key: key('rank', sk),
        UpdateExpression: 'SET #rank = :to',
        ConditionExpression: 'attribute_exists(pk) AND #rank < :to',
        ExpressionAttributeNames: { '#rank': 'rank' },
        ExpressionAttributeValues: { ':to': { N: to } },
      });
    expect((await raise('10', '1')).status).toBe(200);
    expect((await raise('9', '1')).status).toBe(400);
    expect((await raise('1', 'not there')).status).toBe(400);
  });
});

describe('transactions', () => {
  const putNew = (sk: string) => ({ Put: { TableName: table, Item: key('tx', sk), ...onlyIfNew } });

  it('write nothing when one condition fails, and say which', async () => {
    await db.put({ ...key('tx', 'taken'), value: text('mine') });
    const { status, body } = await db.call('TransactWriteItems', {
      TransactItems: [putNew('free'), putNew('taken'), putNew('last')],
    });
    expect(status).toBe(400);
    expect(body.__type).toContain('TransactionCanceledException');
    expect(body.CancellationReasons.map((reason: { Code: string }) => reason.Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'None',
    ]);
    expect(body.CancellationReasons[1].Item.value.S).toBe('mine');
    const { body: all } = await db.call('Query', {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': text('tx') },
    });
    expect(all.Items.map((item: { sk: { S: string } }) => item.sk.S)).toEqual(['taken']);
  });

  it('write everything when all conditions hold', async () => {
    const { status } = await db.call('TransactWriteItems', {
      TransactItems: [
        putNew('a'),
        {
          Update: {
            TableName: table,
            Key: key('tx', 'taken'),
            UpdateExpression: 'SET touched = :yes',
            ExpressionAttributeValues: { ':yes': { BOOL: true } },
          },
        },
      ],
    });
    expect(status).toBe(200);
    const { body } = await db.call('GetItem', { TableName: table, Key: key('tx', 'taken'), ConsistentRead: true });
    expect(body.Item.touched).toEqual({ BOOL: true });
    expect((await db.call('GetItem', { TableName: table, Key: key('tx', 'a') })).body.Item).toBeDefined();
  });

  it('let one of 16 transactions over the same two new keys win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => db.call('TransactWriteItems', { TransactItems: [putNew('r1'), putNew('r2')] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
