import type * as z from 'zod';
import type { Customer, customers } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { summaryOf } from '../_data/conversation.ts';
import type { About } from '../_data/customer-about.ts';
import {
  conversationsOf,
  customerAboutUpdate,
  customerNameUpdate,
  getCustomerCard,
  shownCustomer,
} from '../_data/customer-card.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readConversations } from './read-customer.ts';

type Change = z.output<typeof customers.routes.update.body>;

export interface Desk {
  readonly store: TenantTable;
  readonly push: Push;
}

export interface Asked {
  readonly body: Change;
  readonly ifMatch: number;
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Writes down what is known of a customer, together with the name that the inbox shows. The audit log says which fields were
 * changed and never what they say: it outlives the customer.
 */
export async function updateCustomer({ store, push }: Desk, id: CustomerId, asked: Asked): Promise<Customer | ProblemResult> {
  const { body, ifMatch, employee, sourceIp, requestId, now } = asked;
  const updated = await decideAndWrite(store, async () => {
    const card = await getCustomerCard(store, id);
    if (!card) return notFound();
    const about = withChange(card.about ?? {}, body);
    const fields = differing(card.about ?? {}, about);
    // Sent again after its answer was lost, it finds everything as it wants it.
    if (fields.length === 0) return { writes: [], result: { customer: shownCustomer(card), renamed: false } };
    if (card.v !== ifMatch) return changed();
    const renamed = fields.includes('name');
    const conversations = renamed ? await conversationsOf(store, id) : [];
    const entry = {
      action: 'customer.updated' as const,
      by: byEmployee(employee),
      thing: { type: 'customer', id, name: id },
      after: { fields },
      from: sourceIp,
      requestId,
    };
    const writes = [
      customerAboutUpdate(store, card, about),
      auditPut(store, entry, now),
      ...conversations.map((conversation) => customerNameUpdate(store, conversation, about.name)),
    ];
    return { writes, result: { customer: shownCustomer({ ...card, about, v: card.v + 1 }), renamed } };
  });
  if (isProblem(updated)) return updated;
  if (updated.renamed) {
    const conversations = await readConversations(store, id);
    const events = conversations.map((one) => ({ type: 'conversation.changed' as const, conversation: summaryOf(one) }));
    await push(
      store,
      events.map((event) => ({ to: 'everyone' as const, event })),
      now,
    );
  }
  return updated.customer;
}

/** Null, or nothing in a list or of fields, takes it away. */
function withChange(was: About, change: Change): About {
  const next: About = { ...was };
  const { tags, fields, ...single } = change;
  for (const name of ['name', 'email', 'language', 'country', 'notes'] as const) {
    if (single[name] !== undefined) next[name] = single[name] || undefined;
  }
  if (tags !== undefined) next.tags = tags.length > 0 ? [...new Set(tags)] : undefined;
  if (fields !== undefined) next.fields = Object.keys(fields).length > 0 ? fields : undefined;
  return next;
}

const differing = (was: About, is: About): string[] => {
  const before = new Map<string, unknown>(Object.entries(was));
  const names = Object.entries(is).filter(([name, value]) => inOrder(value) !== inOrder(before.get(name)));
  return names.map(([name]) => name);
};

/** Fields come back from the table in an order of its own. */
const inOrder = (value: unknown): string =>
  JSON.stringify(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
      : (value ?? null),
  );
