import { describe, expect, it } from 'vitest';
import { DynamoDbAccess } from './dynamodb.ts';

const access = new DynamoDbAccess(new Map([['rows', { partitionKey: 'pk', indexes: { inbox: 'gsi1pk' } }]]), {
  account: '000000000000',
  region: 'eu-central-1',
});
const rows = 'arn:aws:dynamodb:eu-central-1:000000000000:table/rows';
const S = (text: string): { S: string } => ({ S: text });

/** Action, last part of the resource, keys. */
function needed(operation: string, body: unknown): unknown[] | undefined {
  return access
    .of(operation, body)
    ?.map(({ action, resource, context }) => [action, resource.slice(rows.length), context['dynamodb:LeadingKeys']]);
}

const query = (expression: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  TableName: 'rows',
  KeyConditionExpression: expression,
  ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' },
  ExpressionAttributeValues: { ':p': S('own'), ':o': S('other'), ':s': S('own') },
  ...more,
});

describe('what a DynamoDB request needs', () => {
  it.each([
    ['GetItem', { TableName: 'rows', Key: { pk: S('a'), sk: S('x') } }, [['dynamodb:GetItem', '', ['a']]]],
    ['GetItem', { TableName: rows, Key: { pk: { N: '7' } } }, [['dynamodb:GetItem', '', ['7']]]],
    ['PutItem', { TableName: 'rows', Item: { sk: S('x') } }, [['dynamodb:PutItem', '', undefined]]],
    ['PutItem', { TableName: 'rows', Item: { pk: { BOOL: true } } }, [['dynamodb:PutItem', '', undefined]]],
    ['GetItem', { TableName: 'unknown', Key: { pk: S('a') } }, [['dynamodb:GetItem', 'own'.slice(3), undefined]]],
    ['Scan', { TableName: 'rows', IndexName: 'inbox' }, [['dynamodb:Scan', '/index/inbox', undefined]]],
  ])('%s %j', (operation, body, expected) => {
    const found = needed(operation, body);
    expect(found?.map((entry) => (Array.isArray(entry) ? [entry[0], entry[2]] : entry))).toEqual(
      expected.map(([action, , keys]) => [action, keys]),
    );
  });

  it.each([
    ['pk = :p', ['own']],
    ['#p=:p AND begins_with(#s, :s)', ['own']],
    [':o = pk', ['other']],
    ['sk = :s AND pk = :o', ['other']],
    ['(#p = :o) AND sk >= :s', ['other']],
    ['pk = :p AND pk = :o', ['own', 'other']],
    ['sk = :s', undefined],
    ['pk = :missing', undefined],
    ['pkx = :p', undefined],
  ])('a query by "%s" is about %j', (expression, keys) => {
    expect(needed('Query', query(expression))).toEqual([['dynamodb:Query', '', keys]]);
  });

  it('a query of an index is about the key of the index', () => {
    const onIndex = query('gsi1pk = :o AND pk = :p', { IndexName: 'inbox' });
    expect(needed('Query', onIndex)).toEqual([['dynamodb:Query', '/index/inbox', ['other']]]);
  });

  it('a query in the old form is about the values compared with the key', () => {
    const body = { TableName: 'rows', KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [S('other')] } } };
    expect(needed('Query', body)).toEqual([['dynamodb:Query', '', ['other']]]);
  });

  it('a batch is about every row in it, and about none when one has no key', () => {
    const write = (...keys: unknown[]): unknown => ({
      RequestItems: {
        rows: keys.map((pk, index) => (index % 2 === 0 ? { PutRequest: { Item: { pk } } } : { DeleteRequest: { Key: { pk } } })),
      },
    });
    expect(needed('BatchWriteItem', write(S('a'), S('b')))).toEqual([['dynamodb:BatchWriteItem', '', ['a', 'b']]]);
    expect(needed('BatchWriteItem', write(S('a'), undefined))).toEqual([['dynamodb:BatchWriteItem', '', undefined]]);
    expect(needed('BatchGetItem', { RequestItems: { rows: { Keys: [{ pk: S('a') }, { pk: S('b') }] } } })).toEqual([
      ['dynamodb:BatchGetItem', '', ['a', 'b']],
    ]);
  });

  it('a transaction needs the permission of each of its operations, with their rows', () => {
    const TransactItems = [
      { Put: { TableName: 'rows', Item: { pk: S('a') } } },
      { Delete: { TableName: 'rows', Key: { pk: S('b') } } },
      { Update: { TableName: 'rows', Key: { pk: S('c') } } },
      { ConditionCheck: { TableName: 'rows', Key: { pk: S('d') } } },
      { Put: { TableName: 'rows', Item: { pk: S('e') } } },
    ];
    expect(needed('TransactWriteItems', { TransactItems })).toEqual([
      ['dynamodb:PutItem', '', ['a', 'e']],
      ['dynamodb:DeleteItem', '', ['b']],
      ['dynamodb:UpdateItem', '', ['c']],
      ['dynamodb:ConditionCheckItem', '', ['d']],
    ]);
    expect(needed('TransactGetItems', { TransactItems: [{ Get: { TableName: 'rows', Key: { pk: S('a') } } }] })).toEqual([
      ['dynamodb:GetItem', '', ['a']],
    ]);
  });

  it('PartiQL needs permissions of its own, without keys', () => {
    expect(needed('ExecuteStatement', { Statement: `UPDATE "rows" SET x = 1 WHERE pk = 'a'` })).toEqual([
      ['dynamodb:PartiQLUpdate', '', undefined],
    ]);
    expect(needed('BatchExecuteStatement', { Statements: [{ Statement: 'select * from rows' }] })).toEqual([
      ['dynamodb:PartiQLSelect', '', undefined],
    ]);
  });

  it('an operation it does not know is not decided', () => {
    expect(needed('ExportTableToPointInTime', { TableName: 'rows' })).toBeUndefined();
  });
});
