import type { CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type CustomerCard, getCustomerCard } from './customer-card.ts';

/** More than one person ever has numbers, and few enough to read one by one. */
export const mostMerged = 10;

/**
 * Customers that turned out to be one person. Each keeps its item with what the provider says of it, its names and its
 * conversations, so that nothing of a message's way in depends on merging: `into` says of which customer it is part now, `has`
 * who is part of it. What the business writes down is kept with the head, that of the others rests.
 */
export interface CustomerGroup {
  readonly head: CustomerCard;
  /** Of the head and of all who are part of it, the head first. */
  readonly cards: readonly CustomerCard[];
}

/** The customer that this one is part of, or itself. 1 read unit for each step. */
export async function headOf(store: TenantTable, id: CustomerId): Promise<CustomerCard | undefined> {
  let card = await getCustomerCard(store, id);
  for (let steps = 0; card?.into !== undefined; steps++) {
    if (steps > mostMerged) throw new Error('Customers are merged in a circle');
    card = await getCustomerCard(store, card.into);
  }
  return card;
}

/** This customer and everybody who is part of it, itself first. */
export async function withMembers(store: TenantTable, card: CustomerCard): Promise<readonly CustomerCard[]> {
  const members = await Promise.all((card.has ?? []).map((id) => getCustomerCard(store, id)));
  const below = await Promise.all(members.flatMap((member) => (member ? [withMembers(store, member)] : [])));
  return [card, ...below.flat()];
}

/** 1 read unit for each customer of it. */
export async function groupOf(store: TenantTable, id: CustomerId): Promise<CustomerGroup | undefined> {
  const head = await headOf(store, id);
  return head && { head, cards: await withMembers(store, head) };
}
