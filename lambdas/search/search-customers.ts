import type * as z from 'zod';
import type { search } from '../../contract/search.ts';
import { getConversation, summaryOf } from '../_data/conversation.ts';
import { conversationsOf } from '../_data/customer-card.ts';
import { findCustomers } from '../_data/find.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = typeof search.routes;

/** Newest activity first. */
export async function searchCustomers(
  store: TenantTable,
  { q, limit }: z.output<Routes['customers']['query']>,
): Promise<z.output<Routes['customers']['response']>> {
  const customers = await findCustomers(store, q, limit);
  const ids = await Promise.all(customers.slice(0, limit).map((id) => conversationsOf(store, id)));
  const conversations = await Promise.all([...new Set(ids.flat())].slice(0, limit).map((id) => getConversation(store, id)));
  const items = conversations.filter((one) => one !== undefined).sort((one, other) => other.changedAt - one.changedAt);
  return { items: items.map(summaryOf) };
}
