import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { assignmentKey, turnsKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

/** Whose turn it is. There only while conversations are given out, so that it costs nobody else anything. */
export const Turns = z.object({
  limit: z.int(),
  /** The number of the last turn of each person. Who had none, or the oldest one, is next. */
  last: z.record(z.string(), z.int()),
  /** What was just given: the index that tells what somebody has follows in its own time. */
  recent: z.array(z.object({ id: ConversationId, to: EmployeeId, at: z.int() })),
  /** Grows with every turn and change. */
  version: z.int(),
});
export type Turns = z.infer<typeof Turns>;

const Setting = z.object({ on: z.boolean(), limit: z.int(), version: z.int() });
export type AssignmentSetting = z.infer<typeof Setting>;

/** Nobody has set anything: off. */
const atFirst: AssignmentSetting = { on: false, limit: 10, version: 0 };

/** Consistent: changes are made from it. 1 read unit. */
export async function getAssignmentSetting(store: TenantTable): Promise<AssignmentSetting> {
  const item = await readItem(store, assignmentKey(store.tenant));
  return item ? Setting.parse(item) : atFirst;
}

/** Consistent: decisions are made from it. Undefined: nothing is given out. 1 read unit. */
export async function getTurns({ tenant, client, table }: TenantTable): Promise<Turns | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ...turnsKey(tenant) }, ConsistentRead: true }));
  return Item && Turns.parse(Item);
}

type Place = Pick<TenantTable, 'tenant' | 'table'>;

/** For the transaction of a change of the setting as it was read. Whose turn it is outlives a change of the limit. */
export function assignmentChange(
  { tenant, table }: Place,
  was: AssignmentSetting,
  next: AssignmentSetting,
  turns: Turns | undefined,
  now: number,
): TransactItem[] {
  const Put = {
    TableName: table,
    Item: { ...assignmentKey(tenant), ...next },
    ...(was.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :was', ExpressionAttributeValues: { ':was': was.version } }),
  };
  if (!next.on) return [{ Put }, { Delete: { TableName: table, Key: { ...turnsKey(tenant) } } }];
  const begun: Turns = { limit: next.limit, last: {}, recent: [], version: now };
  return [
    { Put },
    turnsPut({ tenant, table }, turns, turns ? { ...turns, limit: next.limit, version: turns.version + 1 } : begun),
  ];
}

const recentMs = 60_000;
/** Those who had a turn last: more would be read with every push. */
const remembered = 60;

/** For the transaction that gives a conversation away: of two at the same moment one is first, and the other counts anew. */
export function turnTaken(place: Place, turns: Turns, given: Turns['recent'][number]): TransactItem {
  const version = turns.version + 1;
  const last = Object.entries({ ...turns.last, [given.to]: version })
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, remembered);
  const recent = [...turns.recent.filter(({ id, at }) => id !== given.id && at > given.at - recentMs), given];
  return turnsPut(place, turns, { ...turns, last: Object.fromEntries(last), recent, version });
}

const turnsPut = ({ tenant, table }: Place, was: Turns | undefined, next: Turns): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...turnsKey(tenant), ...next },
    ...(was
      ? { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': was.version } }
      : { ConditionExpression: 'attribute_not_exists(pk)' }),
  },
});
