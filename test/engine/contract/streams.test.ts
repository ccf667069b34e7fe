import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, startTable, type Table, table, text } from './table.ts';

let db: Table;
beforeAll(async () => {
  db = await startTable();
});
afterAll(() => db.close());

interface Change {
  readonly eventID: string;
  readonly eventName: string;
  readonly userIdentity?: { readonly principalId: string };
  readonly dynamodb: {
    readonly Keys: { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };
    readonly NewImage?: Record<string, { readonly S?: string; readonly N?: string }>;
    readonly OldImage?: Record<string, { readonly S?: string; readonly N?: string }>;
    readonly SequenceNumber: string;
  };
}

async function changesOf(pk: string): Promise<Change[]> {
  const { body: listed } = await db.streams('ListStreams', { TableName: table });
  const arn = listed.Streams[0].StreamArn;
  const { body: described } = await db.streams('DescribeStream', { StreamArn: arn });
  expect(described.StreamDescription.StreamViewType).toBe('NEW_AND_OLD_IMAGES');
  const changes: Change[] = [];
  for (const shard of described.StreamDescription.Shards) {
    const start = await db.streams('GetShardIterator', {
      StreamArn: arn,
      ShardId: shard.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    let iterator = start.body.ShardIterator;
    while (iterator) {
      const { body: page } = await db.streams('GetRecords', { ShardIterator: iterator, Limit: 100 });
      changes.push(...page.Records);
      iterator = page.Records.length > 0 ? page.NextShardIterator : undefined;
    }
  }
  return changes.filter(({ dynamodb }) => dynamodb.Keys.pk.S === pk);
}

describe('the stream', () => {
  it('tells insert, change and removal of an item in order, with what it was and what it became', async () => {
    await db.put({ ...key('life', '1'), status: text('queued') });
    await db.put({ ...key('life', '1'), status: text('sent') });
    await db.call('DeleteItem', { TableName: table, Key: key('life', '1') });
    const changes = await changesOf('life');
    expect(changes.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(changes.map(({ dynamodb }) => [dynamodb.OldImage?.status?.S, dynamodb.NewImage?.status?.S])).toEqual([
      [undefined, 'queued'],
      ['queued', 'sent'],
      ['sent', undefined],
    ]);
    expect(new Set(changes.map(({ eventID }) => eventID)).size).toBe(3);
  });

  it('keeps the order of each key under parallel writers, and misses nothing', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => String(index));
    await Promise.all(
      keys.map(async (sk) => {
        for (let count = 1; count <= 20; count += 1) await db.put({ ...key('busy', sk), count: { N: String(count) } });
      }),
    );
    const changes = await changesOf('busy');
    for (const sk of keys) {
      const counts = changes
        .filter(({ dynamodb }) => dynamodb.Keys.sk.S === sk)
        .map(({ dynamodb }) => Number(dynamodb.NewImage?.count?.N));
      expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    }
  });

  it('tells nothing of a write whose condition failed or of a cancelled transaction', async () => {
    await db.put({ ...key('quiet', '1'), value: text('a') });
    await db.put({ ...key('quiet', '1'), value: text('b') }, { ConditionExpression: 'attribute_not_exists(pk)' });
    await db.call('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: table, Item: key('quiet', '2') } },
        { Put: { TableName: table, Item: key('quiet', '1'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    });
    expect((await changesOf('quiet')).map(({ eventName }) => eventName)).toEqual(['INSERT']);
  });
});

describe('time to live', () => {
  it('is kept as the table says', async () => {
    const specification = { Enabled: true, AttributeName: 'expiresAt' };
    expect((await db.call('UpdateTimeToLive', { TableName: table, TimeToLiveSpecification: specification })).status).toBe(200);
    const { body } = await db.call('DescribeTimeToLive', { TableName: table });
    expect(body.TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });
});
