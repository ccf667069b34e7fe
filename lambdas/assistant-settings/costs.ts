import type { ConversationCosts, Costs } from '../../contract/assistant.ts';
import type { ConversationId } from '../../contract/ids.ts';
import { assistantSettings } from '../_data/assistant-settings.ts';
import { budgetOf } from '../_data/budget.ts';
import { getConversation } from '../_data/conversation.ts';
import { conversationCosts, costliest, monthCosts, sumOf } from '../_data/costs.ts';
import { monthOf } from '../_data/keys.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

const most = 10;

/** What a month cost: as many reads for a large business as for a small one. 3.5 read units, and 1 for each name. */
export async function costsOf(store: TenantTable, month: string, mayName: boolean): Promise<Costs> {
  const settings = await assistantSettings(store);
  const [sums, top, { spentMicros, reservedMicros, state }] = await Promise.all([
    monthCosts(store, month),
    costliest(store, month, most),
    budgetOf(store, month, settings.capMicros),
  ]);
  const conversations = await Promise.all(
    top.map(async (one) => {
      const conversation = mayName ? await getConversation(store, one.conversationId) : undefined;
      const name = conversation?.ownName ?? conversation?.customer.name;
      return { ...one, ...(name !== undefined && { customer: name }) };
    }),
  );
  return {
    month,
    ...sums,
    conversations,
    budget: { capMicros: settings.capMicros, spentMicros, reservedMicros, state },
  };
}

const monthsBack = 12;

/** The month of `now` (UTC) and those before it, newest first. */
const lastMonths = (now: number): string[] => {
  const date = new Date(now);
  return Array.from({ length: monthsBack }, (_, back) => monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1)));
};

/** 7 read units. */
export async function costsOfConversation(
  store: TenantTable,
  id: ConversationId,
  now: number,
): Promise<ConversationCosts | ProblemResult> {
  const [conversation, months] = await Promise.all([getConversation(store, id), conversationCosts(store, id, lastMonths(now))]);
  if (!conversation) return notFound();
  return {
    total: sumOf(months.map(({ sums }) => sums)),
    months: months.map(({ month, sums }) => ({ month, micros: sums.micros })),
  };
}
