import type { Conversation } from '../_data/conversation.ts';
import { monthOf } from '../_data/keys.ts';
import { conversationCounted, conversationLimit, conversationsIn } from '../_data/monthly.ts';
import type { TransactItem } from '../_data/transact.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Metered {
  readonly conversation: Conversation;
  /** What must happen together with the conversation's own write. */
  readonly along: readonly TransactItem[];
}

/**
 * Counts a conversation in the calendar month (UTC) in which the first message of its customer is taken in. Later messages of
 * the month cost nothing more, except in a conversation beyond the limit: there each looks whether the plan has room by now.
 */
export async function meter(store: TenantTable, conversation: Conversation, now: number): Promise<Metered> {
  const month = monthOf(now);
  // Clocks of workers differ: after a later month an earlier one does not count again.
  const counted = conversation.countedIn !== undefined && conversation.countedIn >= month;
  if (counted && !conversation.overLimit) return { conversation, along: [] };
  const [limit, used] = await Promise.all([conversationLimit(store), conversationsIn(store, month)]);
  if (counted) {
    const room = limit === undefined || used <= limit;
    return { conversation: room ? { ...conversation, overLimit: undefined } : conversation, along: [] };
  }
  const over = limit !== undefined && used >= limit;
  return {
    conversation: { ...conversation, countedIn: month, overLimit: over || undefined },
    along: [conversationCounted(store, { month, limit, over })],
  };
}
