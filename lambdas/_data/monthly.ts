import * as z from 'zod';
import { plans } from '../../contract/plans.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { monthlyUsageKey } from './keys.ts';
import { getRegistration } from './registration.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

const Counter = z.object({ conversations: z.int().default(0) });

/** Conversations that counted in a month, those beyond the limit included. 1 read unit. */
export async function conversationsIn(store: TenantTable, month: string): Promise<number> {
  return Counter.parse((await readItem(store, monthlyUsageKey(store.tenant, month))) ?? {}).conversations;
}

/** How many the plan allows a month now. A business that is being removed has no plan, and no limit. 1 read unit. */
export async function conversationLimit(store: TenantTable): Promise<number | undefined> {
  const registration = await getRegistration(store, store.tenant);
  return registration && plans[registration.plan].conversations;
}

/** Where a conversation is to be counted. */
export interface Place {
  /** UTC: 2026-11 */
  readonly month: string;
  /** Undefined: there is none. */
  readonly limit: number | undefined;
  /** Whether the limit was reached before. */
  readonly over: boolean;
}

/**
 * One more conversation, for the transaction that notes the month at the conversation: both happen once or not at all. Refused
 * when `over` is not true any more, so exactly as many conversations as the plan allows are within it. 2 write units.
 */
export const conversationCounted = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  { month, limit, over }: Place,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...monthlyUsageKey(tenant, month) },
    UpdateExpression: 'ADD conversations :one',
    ExpressionAttributeValues: { ':one': 1, ...(limit !== undefined && { ':limit': limit }) },
    ...(limit !== undefined && { ConditionExpression: stillSo(limit, over) }),
  },
});

function stillSo(limit: number, over: boolean): string {
  const none = 'attribute_not_exists(conversations)';
  if (over) return limit > 0 ? 'conversations >= :limit' : `${none} OR conversations >= :limit`;
  return `${none} OR conversations < :limit`;
}
