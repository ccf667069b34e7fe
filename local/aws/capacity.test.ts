import { describe, expect, it } from 'vitest';
import { askForCapacity, consumed } from './capacity.ts';

describe('asking for the capacity', () => {
  const ask = (operation: string, body: string): string =>
    askForCapacity(operation, Buffer.from(body), JSON.parse(body)).toString();

  it('leaves the rest of the body as it is, byte for byte', () => {
    expect(ask('PutItem', ' { "TableName" : "rows", "Item": {"n": {"N": "1.0"}} }')).toBe(
      '{"ReturnConsumedCapacity":"INDEXES", "TableName" : "rows", "Item": {"n": {"N": "1.0"}} }',
    );
  });

  it('respects what the caller asks for, and operations that have none', () => {
    const own = '{"TableName":"rows","ReturnConsumedCapacity":"NONE"}';
    expect(ask('GetItem', own)).toBe(own);
    expect(ask('DescribeTable', '{"TableName":"rows"}')).toBe('{"TableName":"rows"}');
  });
});

describe('what was consumed', () => {
  const read = (operation: string, status: number, answer: unknown): unknown =>
    consumed(operation, status, Buffer.from(JSON.stringify(answer)));

  it('is read units of reads and write units of writes, over all tables', () => {
    expect(read('Query', 200, { ConsumedCapacity: { CapacityUnits: 1.5 } })).toEqual({ readUnits: 1.5, writeUnits: 0 });
    const batch = { ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 3 }] };
    expect(read('BatchWriteItem', 200, batch)).toEqual({ readUnits: 0, writeUnits: 5 });
  });

  it('is at least one write unit for a write whose condition fails, and nothing for other errors', () => {
    const failed = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' };
    expect(read('PutItem', 400, failed)).toEqual({ readUnits: 0, writeUnits: 1 });
    expect(read('PutItem', 400, { __type: 'ValidationException' })).toEqual({ readUnits: 0, writeUnits: 0 });
  });
});
