import type * as z from 'zod';
import type { customers } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { conversationsOf, getCustomerCard, shownCustomer } from '../_data/customer-card.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Answer = z.output<typeof customers.routes.get.response>;

/** With the conversations on each number, the one that moved last first. */
export async function readCustomer(store: TenantTable, id: CustomerId): Promise<Answer | ProblemResult> {
  const [card, conversations] = await Promise.all([getCustomerCard(store, id), readConversations(store, id)]);
  return card ? { ...shownCustomer(card), conversations: conversations.map(summaryOf) } : notFound();
}

export async function readConversations(store: TenantTable, id: CustomerId): Promise<readonly Conversation[]> {
  const ids = await conversationsOf(store, id);
  const found = await Promise.all(ids.map((one) => getConversation(store, one)));
  return found.filter((one) => one !== undefined).sort((one, other) => other.changedAt - one.changedAt);
}
