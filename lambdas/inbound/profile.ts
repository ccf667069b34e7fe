import type { ChannelId } from '../../contract/ids.ts';
import type { Conversation } from '../_data/conversation.ts';
import { type CustomerFacts, learnAbout } from '../_data/customer.ts';
import type { Identity, Known } from '../_data/identity.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Directory } from './directory.ts';

export interface News {
  readonly identities: readonly Identity[];
  readonly facts: CustomerFacts;
  /** The provider's time, milliseconds. */
  readonly at: number;
}

const copied = ['name', 'waId', 'userId', 'username'] as const satisfies readonly (keyof CustomerFacts)[];

/**
 * The conversation's copy of its customer, brought up to date. The copy is compared first: somebody who says nothing new
 * about themselves costs nothing. New names are linked before the copy has them, so a copy that has them needs no linking.
 */
export async function refreshCustomer(
  { store, channelId, directory }: { readonly store: TenantTable; readonly channelId: ChannelId; readonly directory: Directory },
  conversation: Conversation,
  { identities, facts, at }: News,
): Promise<Conversation> {
  const { customer } = conversation;
  const news = copied.some((fact) => facts[fact] !== undefined && facts[fact] !== customer[fact]);
  if (!news || conversation.groupId !== undefined) return conversation;
  const known: Known = { customerId: customer.id, conversationId: conversation.id };
  await directory.link(store, channelId, identities, known);
  const learned = await learnAbout(store, customer.id, facts, at);
  if (!learned) throw new Error('A conversation without its customer');
  const { name = '', waId, userId, username } = learned;
  return { ...conversation, customer: { id: customer.id, name, waId, userId, username } };
}
