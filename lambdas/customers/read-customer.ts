import type * as z from 'zod';
import type { customers, Merged } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { type CustomerCard, conversationsOf, shownCustomer } from '../_data/customer-card.ts';
import { groupOf } from '../_data/customer-group.ts';
import { getMerge } from '../_data/customer-merge.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Answer = z.output<typeof customers.routes.get.response>;

/** With the conversations on each number, the one that moved last first. One that was merged answers as who it is part of. */
export async function readCustomer(store: TenantTable, id: CustomerId, now: number): Promise<Answer | ProblemResult> {
  const group = await groupOf(store, id);
  if (!group) return notFound();
  const { head, cards } = group;
  const [conversations, merged] = await Promise.all([
    readConversations(
      store,
      cards.map((card) => card.id),
    ),
    Promise.all(cards.filter(({ into }) => into === head.id).map((card) => mergedOf(store, card, now))),
  ]);
  return { ...shownCustomer(head), conversations: conversations.map(summaryOf), merged: merged.flat() };
}

/** What can still be undone. */
async function mergedOf(store: TenantTable, card: CustomerCard, now: number): Promise<Merged[]> {
  const merge = await getMerge(store, card.id, now);
  if (!merge) return [];
  const { name, profileName, phone } = shownCustomer(card);
  return [
    {
      id: card.id,
      name: name ?? profileName,
      phone,
      at: new Date(merge.at).toISOString(),
      by: merge.by,
      undoUntil: new Date(merge.expiresAt * 1000).toISOString(),
    },
  ];
}

export async function readConversations(store: TenantTable, customers: readonly CustomerId[]): Promise<readonly Conversation[]> {
  const ids = await Promise.all(customers.map((id) => conversationsOf(store, id)));
  const found = await Promise.all([...new Set(ids.flat())].map((one) => getConversation(store, one)));
  return found.filter((one) => one !== undefined).sort((one, other) => other.changedAt - one.changedAt);
}
