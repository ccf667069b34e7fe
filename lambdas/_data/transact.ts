import { randomUUID } from 'node:crypto';
import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { type NativeAttributeValue, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { Key } from './keys.ts';
import { collisionDelay } from './write.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** All or nothing. `refused`: a condition does not hold, or somebody else writes one of the items right now. */
export async function transact(table: PlatformTable, items: readonly TransactItem[]): Promise<'done' | 'refused'> {
  return (await transactOrWhy(table, items)) === 'done' ? 'done' : 'refused';
}

/** Of a refused one, for each item in order: `failed` condition, a `collision` with somebody else, or nothing against it. */
export async function transactOrWhy(
  { client }: PlatformTable,
  items: readonly TransactItem[],
): Promise<'done' | readonly ('failed' | 'collision' | undefined)[]> {
  // Named here, so that a repeat after a lost answer is the same transaction.
  const command = new TransactWriteCommand({ TransactItems: [...items], ClientRequestToken: randomUUID() });
  try {
    await client.send(command);
    return 'done';
  } catch (error) {
    if (error instanceof TransactionInProgressException) return ['collision'];
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = (error.CancellationReasons ?? []).map(({ Code = '' }) => meanings[Code]);
    if (reasons.some((reason) => reason !== undefined)) return reasons;
    throw error;
  }
}

const meanings: Readonly<Record<string, 'failed' | 'collision'>> = {
  ConditionalCheckFailed: 'failed',
  TransactionConflict: 'collision',
};

/** What a decision comes to: the writes that carry it out, each on the condition that what was read still holds. */
export interface Decision<Result> {
  readonly writes: readonly TransactItem[];
  readonly result: Result;
}

export const isDecision = <Result>(value: Decision<Result> | ProblemResult): value is Decision<Result> => 'writes' in value;

/** Tries when others write the same items: with the delays between them about a second. */
const attempts = 12;

/**
 * Reads, decides and writes until nothing came in between. The decision reads everything anew each time, so whoever comes
 * second decides on what the first one left, and nobody has to tell from a failed condition what it means.
 */
export async function decideAndWrite<Result>(
  store: PlatformTable,
  decide: () => Promise<Decision<Result> | ProblemResult>,
): Promise<Result | ProblemResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const decision = await decide();
    if (!isDecision(decision)) return decision;
    if (decision.writes.length === 0 || (await transact(store, decision.writes)) === 'done') return decision.result;
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  return problem('conflict', 'Many people change this at the moment. Try again.');
}

/** An item with a version that a decision was based on. */
export interface Read {
  readonly key: Key;
  readonly version: number;
}

/**
 * The writes of a decision, and a check of each item that it was based on and does not write itself: those writes have
 * the condition on the version already.
 */
export function basedOn(
  { table }: Pick<TenantTable, 'table'>,
  reads: readonly Read[],
  writes: readonly TransactItem[],
): TransactItem[] {
  const name = ({ pk, sk }: { readonly pk?: NativeAttributeValue; readonly sk?: NativeAttributeValue }) => `${pk} ${sk}`;
  const seen = new Set(writes.map(({ Put, Update, Delete }) => name({ ...(Put?.Item ?? Update?.Key ?? Delete?.Key) })));
  const checks: TransactItem[] = [];
  for (const { key, version } of reads) {
    if (seen.has(name(key))) continue;
    seen.add(name(key));
    checks.push({
      ConditionCheck: {
        TableName: table,
        Key: { ...key },
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      },
    });
  }
  return [...writes, ...checks];
}
