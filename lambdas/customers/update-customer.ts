import type * as z from 'zod';
import type { Customer, customers } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import type { About } from '../_data/customer-about.ts';
import { conversationsOf, customerAboutUpdate, customerNameUpdate, shownCustomer } from '../_data/customer-card.ts';
import { getCustomerFields } from '../_data/customer-fields.ts';
import { headOf, withMembers } from '../_data/customer-group.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { valueErrors } from './customer-fields.ts';
import { type Desk, tellOf } from './tell.ts';

type Change = z.output<typeof customers.routes.update.body>;

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
    const card = await headOf(store, id);
    if (!card) return notFound();
    const was = card.about?.fields ?? {};
    const wrong = body.fields ? valueErrors(await getCustomerFields(store), was, body.fields) : [];
    if (wrong.length > 0) return problem('invalid-body', 'Correct the fields named in `errors` and send it again.', wrong);
    const about = withChange(card.about ?? {}, body);
    const fields = differing(card.about ?? {}, about);
    // Sent again after its answer was lost, it finds everything as it wants it.
    if (fields.length === 0) return { writes: [], result: { customer: shownCustomer(card), renamed: [] } };
    if (card.v !== ifMatch) return changed();
    const renamed = fields.includes('name') ? (await withMembers(store, card)).map((one) => one.id) : [];
    const conversations = await Promise.all(renamed.map((one) => conversationsOf(store, one)));
    const entry = {
      action: 'customer.updated' as const,
      by: byEmployee(employee),
      thing: { type: 'customer', id: card.id, name: card.id },
      after: { fields },
      from: sourceIp,
      requestId,
    };
    const writes = [
      customerAboutUpdate(store, card, about),
      auditPut(store, entry, now),
      ...conversations.flat().map((conversation) => customerNameUpdate(store, conversation, about.name)),
    ];
    return { writes, result: { customer: shownCustomer({ ...card, about, v: card.v + 1 }), renamed } };
  });
  if (isProblem(updated)) return updated;
  if (updated.renamed.length > 0) await tellOf({ store, push }, updated.renamed, [], now);
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
  if (fields !== undefined) {
    const given = Object.entries(fields).filter(([, value]) => value !== '');
    next.fields = given.length > 0 ? Object.fromEntries(given) : undefined;
  }
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
