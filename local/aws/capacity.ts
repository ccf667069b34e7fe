import * as z from 'zod';

const Capacity = z.object({ CapacityUnits: z.number() });
const Answer = z.object({ ConsumedCapacity: z.union([Capacity.transform((one) => [one]), z.array(Capacity)]).optional() });

export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const reads = new Set(['GetItem', 'Query', 'Scan', 'BatchGetItem', 'TransactGetItems']);
const nothing: Units = { readUnits: 0, writeUnits: 0 };

/** The request's body with the wish to be told what it consumed, if it has none. The rest stays as it is, byte for byte. */
export function askForCapacity(operation: string, body: Buffer, parsed: unknown): Buffer {
  if (!writes.has(operation) && !reads.has(operation)) return body;
  if (typeof parsed !== 'object' || parsed === null || 'ReturnConsumedCapacity' in parsed) return body;
  const open = body.indexOf('{');
  return Buffer.concat([Buffer.from('{"ReturnConsumedCapacity":"INDEXES",'), body.subarray(open + 1)]);
}

/** What a request consumed, indexes included. */
export function consumed(operation: string, status: number, answer: Buffer): Units {
  const isWrite = writes.has(operation);
  if (!isWrite && !reads.has(operation)) return nothing;
  const text = answer.toString('utf8');
  if (status !== 200) {
    // A write whose condition fails is charged all the same; the item's size is not told, so the least a write costs is counted.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#write-operation-consumption
    return isWrite && text.includes('ConditionalCheckFailedException') ? { readUnits: 0, writeUnits: 1 } : nothing;
  }
  const parsed = Answer.safeParse(JSON.parse(text));
  const units = (parsed.data?.ConsumedCapacity ?? []).reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  return isWrite ? { readUnits: 0, writeUnits: units } : { readUnits: units, writeUnits: 0 };
}
