import type * as z from 'zod';
import type { search } from '../../contract/search.ts';
import { getConversation, summaryOf } from '../_data/conversation.ts';
import { conversationsOf } from '../_data/customer-card.ts';
import { groupOf } from '../_data/customer-group.ts';
import { findCustomers } from '../_data/find.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = typeof search.routes;

/** Newest activity first. */
export async function searchCustomers(
  store: TenantTable,
  { q, limit }: z.output<Routes['customers']['query']>,
): Promise<z.output<Routes['customers']['response']>> {
  const found = await findCustomers(store, q, limit);
  // Two who turned out to be one person are found by the names of either, with the conversations of both.
  const groups = await Promise.all(found.slice(0, limit).map((id) => groupOf(store, id)));
  const customers = new Set(groups.flatMap((group) => group?.cards.map(({ id }) => id) ?? []));
  const ids = await Promise.all([...customers].map((id) => conversationsOf(store, id)));
  const conversations = await Promise.all([...new Set(ids.flat())].slice(0, limit).map((id) => getConversation(store, id)));
  const items = conversations.filter((one) => one !== undefined).sort((one, other) => other.changedAt - one.changedAt);
  return { items: items.map(summaryOf) };
}
