import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, type NativeAttributeValue } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { PlatformTable } from '../_shared/tenant.ts';
import type { Key } from './keys.ts';

type Values = Readonly<Record<string, NativeAttributeValue>>;

/** The item as it is now: a consistent read. */
export async function readItem(
  { client, table }: PlatformTable,
  key: Key,
): Promise<Record<string, NativeAttributeValue> | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }));
  return Item;
}

/** Update expression that sets each attribute given and removes those that are `undefined`. */
export function setting(values: Values) {
  const set: string[] = [];
  const remove: string[] = [];
  const ExpressionAttributeNames: Record<string, string> = {};
  const ExpressionAttributeValues: Record<string, NativeAttributeValue> = {};
  for (const [index, [name, value]] of Object.entries(values).entries()) {
    ExpressionAttributeNames[`#s${index}`] = name;
    if (value === undefined) remove.push(`#s${index}`);
    else {
      set.push(`#s${index} = :s${index}`);
      ExpressionAttributeValues[`:s${index}`] = value;
    }
  }
  const clauses = [set.length ? `SET ${set.join(', ')}` : '', remove.length ? `REMOVE ${remove.join(', ')}` : ''];
  return {
    UpdateExpression: clauses.join(' ').trim(),
    ExpressionAttributeNames,
    // DynamoDB refuses an empty map, which an update that only removes would have.
    ExpressionAttributeValues: set.length ? ExpressionAttributeValues : undefined,
  };
}

/** What a conditional write met: `existing` is the item as it is, when the write asked for it (`ALL_OLD`) and there is one. */
export type Written<T> =
  | { readonly refused: false; readonly output: T }
  | { readonly refused: true; readonly existing: Record<string, NativeAttributeValue> | undefined };

export async function unlessRefused<T>(write: Promise<T>): Promise<Written<T>> {
  try {
    return { refused: false, output: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { refused: true, existing: error.Item && unmarshall(error.Item) };
  }
}

/** How long to wait before trying again what met somebody else's write: 5 to 80 ms, spread at random. */
export const collisionDelay = (attempt: number): number => Math.random() * 5 * 2 ** Math.min(attempt, 4);
