import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Metered, plans, softLimitShare, type Usage } from '../../contract/plans.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { assistantSettings } from './assistant-settings.ts';
import { budgetOf } from './budget.ts';
import { monthOf, usageKey } from './keys.ts';
import { conversationsIn } from './monthly.ts';
import { getRegistration } from './registration.ts';
import { seatsUsed } from './seats.ts';
import { readItem } from './write.ts';

/**
 * Counted one by one as they come and go. People have seats (`seats.ts`); conversations are counted by the month
 * (`monthly.ts`).
 */
export type Counted = Exclude<Metered, 'conversations' | 'employees'>;

const Counters = z.object({
  services: z.int().default(0),
  channels: z.int().default(0),
});

/**
 * One more, unless the limit is reached: for the transaction that makes the thing, so that both happen once or not at all.
 * Whoever decides with `decideAndWrite` asks `roomFor` instead. Without a limit it counts in any case: for imports. 2 write units.
 */
export const claim = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, metered: Counted, limit?: number) => ({
  Update: {
    TableName: table,
    Key: usageKey(tenant),
    UpdateExpression: 'ADD #counter :one',
    ExpressionAttributeNames: { '#counter': metered },
    ExpressionAttributeValues: { ':one': 1, ...(limit !== undefined && { ':limit': limit }) },
    // Without a counter there are none yet, which is already too many for a limit of 0.
    ...(limit !== undefined && {
      ConditionExpression: limit > 0 ? 'attribute_not_exists(#counter) OR #counter < :limit' : '#counter < :limit',
    }),
  },
});

/** One less: for the transaction that removes the thing. Refused when none is counted. 2 write units. */
export const release = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, metered: Counted) => ({
  Update: {
    TableName: table,
    Key: usageKey(tenant),
    UpdateExpression: 'ADD #counter :less',
    ConditionExpression: '#counter > :none',
    ExpressionAttributeNames: { '#counter': metered },
    ExpressionAttributeValues: { ':less': -1, ':none': 0 },
  },
});

/** What the plan allows now. 1 read unit. */
export async function limitOf(store: TenantTable, metered: Metered): Promise<number> {
  const registration = await getRegistration(store, store.tenant);
  return registration ? plans[registration.plan][metered] : 0;
}

/** How many are counted now. 1 read unit. */
export async function countOf(store: TenantTable, metered: Counted): Promise<number> {
  const item = await readItem(store, usageKey(store.tenant));
  return Counters.parse(item ?? {})[metered];
}

/** The claim of one more, or the answer that the plan allows none. 2 read units. */
export async function roomFor(store: TenantTable, metered: Counted): Promise<ReturnType<typeof claim> | ProblemResult> {
  const [limit, count] = await Promise.all([limitOf(store, metered), countOf(store, metered)]);
  return count < limit ? claim(store, metered, limit) : limitReached(metered, limit);
}

/** For seeds and imports, which know how many there are. */
export async function putCounters(store: TenantTable, counters: Readonly<Record<Counted, number>>): Promise<void> {
  await store.client.send(new PutCommand({ TableName: store.table, Item: { ...usageKey(store.tenant), ...counters } }));
}

const things: Readonly<Record<Counted, { readonly one: string; readonly many: string; readonly instead: string }>> = {
  services: { one: 'service', many: 'services', instead: 'remove one' },
  channels: { one: 'number', many: 'numbers', instead: 'disconnect one' },
};

export function limitReached(metered: Counted, limit: number): ProblemResult {
  const { one, many, instead } = things[metered];
  return problem(
    'limit-reached',
    `Your plan allows ${limit} ${limit === 1 ? one : many}. Move to a larger plan, or ${instead} first.`,
  );
}

/** `soft`: people are to be warned; `hard`: nothing new begins. */
export function stateOf(used: number, limit: number): Usage['items'][number]['state'] {
  if (used >= limit) return 'hard';
  return used >= limit * softLimitShare ? 'soft' : 'ok';
}

/** Undefined: there is no limit, or enough room. 1 read unit, 2 with a limit. */
async function assistantState(store: TenantTable, month: string): Promise<Usage['assistant']> {
  const { on, capMicros } = await assistantSettings(store);
  if (!on || capMicros === null) return undefined;
  const { state } = await budgetOf(store, month, capMicros);
  return state === 'open' ? undefined : state;
}

/** What a business uses of its plan this month. 5 read units, or 6. */
export async function usageOf(store: TenantTable, now: number): Promise<Usage | undefined> {
  const month = monthOf(now);
  const [registration, employees, counted, conversations, assistant] = await Promise.all([
    getRegistration(store, store.tenant),
    seatsUsed(store),
    readItem(store, usageKey(store.tenant)),
    conversationsIn(store, month),
    assistantState(store, month),
  ]);
  if (!registration) return undefined;
  const limits = plans[registration.plan];
  const used: Record<Metered, number> = {
    conversations,
    employees,
    ...Counters.parse(counted ?? {}),
  };
  const metered = ['conversations', 'employees', 'services', 'channels'] as const satisfies readonly Metered[];
  return {
    month,
    plan: registration.plan,
    items: metered.map((name) => ({
      metered: name,
      used: used[name],
      limit: limits[name],
      state: stateOf(used[name], limits[name]),
    })),
    ...(assistant && { assistant }),
  };
}
