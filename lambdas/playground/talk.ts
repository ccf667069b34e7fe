import type * as z from 'zod';
import { ConversationId, CustomerId, MessageId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import type { playground } from '../../contract/playground.ts';
import { languageAsked } from '../_assistant/answering.ts';
import type { Business } from '../_data/business.ts';
import { getConversation } from '../_data/conversation.ts';
import type { CustomerCard } from '../_data/customer-card.ts';
import { headOf } from '../_data/customer-group.ts';
import { digits13 } from '../_data/keys.ts';
import { getMessage, pageOfMessages } from '../_data/message.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type About = z.infer<(typeof playground.routes)['try']['body']>['about'];
type Typed = Extract<About, { readonly messages: unknown }>['messages'];
type Recorded = Exclude<About, { readonly messages: unknown }>;

/** A conversation as a turn is told it. */
export interface Talk {
  readonly messages: readonly Message[];
  /** What is to be answered. */
  readonly asked: readonly Message[];
  /** BCP 47: what the customer wrote in before. */
  readonly known: string | undefined;
  readonly customerName: string | undefined;
  customer(): Promise<CustomerCard | undefined>;
}

/** Whoever is typed with. No id of a business begins with the last letter of the alphabet that ids have: they are times. */
const nobody = 'z'.repeat(26);

/** A conversation that was made up. Its customer is nobody, and what a tool would write down of them is answered all the same. */
export function typed(said: Typed, business: Business, at: number): Talk {
  const conversationId = ConversationId.parse(nobody);
  const messages = said.map(({ from, text }, place): Message => {
    const sentAt = at - (said.length - place) * 1_000;
    return {
      id: MessageId.parse(`${digits13(sentAt)}-playground`),
      conversationId,
      direction: from === 'customer' ? 'in' : 'out',
      content: { kind: 'text', text },
      sentAt: new Date(sentAt).toISOString(),
      reactions: [],
    };
  });
  const asked = sinceAnswer(messages);
  // As it is kept from turn to turn.
  const known = messages
    .slice(0, -asked.length)
    .filter(({ direction }) => direction === 'in')
    .reduce((before: string | undefined, one) => languageAsked([one], business, before), undefined);
  return {
    messages,
    asked,
    known,
    customerName: undefined,
    customer: async () => ({ id: CustomerId.parse(nobody), v: 1 }),
  };
}

/** Turns are told of so many messages. */
const remembered = 24;

/** A conversation of a customer as it was when a message of theirs had come, for those who may see it. */
export async function recorded(
  store: TenantTable,
  { conversationId, upTo }: Recorded,
  permissions: ReadonlySet<string>,
): Promise<Talk | ProblemResult> {
  if (!permissions.has('conversations.view'))
    return problem('forbidden', 'Trying a conversation of a customer needs the permission to see conversations.');
  const conversation = await getConversation(store, conversationId);
  // People answer groups.
  if (!conversation || conversation.groupId !== undefined) return notFound();
  const messages = await until(store, conversationId, upTo);
  const asked = sinceAnswer(messages);
  if (asked.length === 0) return notFound();
  const { customer, headId, ownName, language } = conversation;
  return {
    messages,
    asked,
    known: language,
    customerName: ownName ?? customer.name,
    // What is known of somebody is shown with what the tool answered.
    customer: async () => (permissions.has('customers.view') ? headOf(store, headId ?? customer.id) : undefined),
  };
}

/** The last messages up to one of the customer, that one with them. None: it is not there, or not the customer's. */
async function until(store: TenantTable, id: ConversationId, upTo: MessageId | undefined): Promise<readonly Message[]> {
  if (upTo === undefined) {
    const { items } = await pageOfMessages(store, id, { limit: remembered });
    return items.slice(0, items.findLastIndex(({ direction }) => direction === 'in') + 1);
  }
  const [before, message] = await Promise.all([
    pageOfMessages(store, id, { limit: remembered - 1, before: upTo }),
    getMessage(store, id, upTo),
  ]);
  return message?.direction === 'in' ? [...before.items, message] : [];
}

/** What the customer wrote since anybody answered. */
const sinceAnswer = (messages: readonly Message[]): readonly Message[] =>
  messages
    .slice(messages.findLastIndex(({ direction }) => direction === 'out') + 1)
    .filter(({ direction }) => direction === 'in');
