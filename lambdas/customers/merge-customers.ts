import type * as z from 'zod';
import type { Customer, customers, MergePreview } from '../../contract/customers.ts';
import type { ConversationId, CustomerId, EmployeeId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { summaryOf } from '../_data/conversation.ts';
import {
  type CustomerCard,
  conversationsOf,
  customerPlaceUpdate,
  customerUpdate,
  getCustomerCard,
  namesOf,
  shownCustomer,
} from '../_data/customer-card.ts';
import { mostMerged, withMembers } from '../_data/customer-group.ts';
import { mergePut, undoMs } from '../_data/customer-merge.ts';
import { decideAndWrite, type TransactItem } from '../_data/transact.ts';
import { type InternalMessage, internalId, internalPut } from '../_data/work-message.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { joinAbout, type Keep } from './join-about.ts';
import { readConversations } from './read-customer.ts';
import { type Desk, tellOf } from './tell.ts';

type Body = z.output<typeof customers.routes.merge.body>;

export interface AskedMerge {
  readonly ifMatch: number;
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly now: number;
}

/** One transaction takes 100 items; each conversation is two of them. */
const mostConversations = 40;

interface Outcome {
  /** Undefined: gone in this moment. */
  readonly customer: Customer | undefined;
  readonly messages: readonly InternalMessage[];
  readonly touched: readonly CustomerCard[];
}

interface Pair {
  readonly own: CustomerCard;
  readonly other: CustomerCard;
  /** With everybody who is part of them. */
  readonly ownGroup: readonly CustomerCard[];
  readonly otherGroup: readonly CustomerCard[];
}

/** What merging would do. Nothing is written. */
export async function previewMerge(
  store: TenantTable,
  id: CustomerId,
  { other, now }: { readonly other: CustomerId; readonly now: number },
): Promise<MergePreview | ProblemResult> {
  const pair = await pairOf(store, id, other);
  if (isProblem(pair)) return pair;
  if (pair === 'done') return alreadyOne();
  const { conflicts, gets } = joinAbout(pair.own.about ?? {}, pair.other.about ?? {}, calledIn(pair), {});
  const sides = [
    { of: 'this' as const, group: pair.ownGroup },
    { of: 'other' as const, group: pair.otherGroup },
  ];
  const parts = await Promise.all(
    sides.map(async ({ of, group }) => {
      const ids = group.map((card) => card.id);
      const [names, conversations] = await Promise.all([
        Promise.all(ids.map((one) => namesOf(store, one))),
        readConversations(store, ids),
      ]);
      return { of, names: names.flat(), conversations };
    }),
  );
  return {
    this: shownCustomer(pair.own),
    other: shownCustomer(pair.other),
    identities: parts.flatMap(({ of, names }) => names.map(({ channelId, identity }) => ({ of, channelId, name: identity }))),
    conversations: parts.flatMap(({ of, conversations }) =>
      conversations.map((conversation) => ({ of, conversation: summaryOf(conversation) })),
    ),
    conflicts: [...conflicts],
    gets: [...gets],
    undoUntil: new Date(now + undoMs).toISOString(),
  };
}

/**
 * Makes the other customer part of this one. The other's names, conversations and what the provider says stay with the other's item,
 * which says whose they are now: a message that comes at the same moment lands where it always did, and nothing has to be moved.
 */
export async function mergeCustomers(
  desk: Desk,
  id: CustomerId,
  { other, otherVersion, keep }: Body,
  asked: AskedMerge,
): Promise<Customer | ProblemResult> {
  const { store } = desk;
  const { employee, sourceIp, requestId, now } = asked;
  const merged = await decideAndWrite<Outcome>(store, async () => {
    const pair = await pairOf(store, id, other);
    if (isProblem(pair)) return pair;
    // Sent again after its answer was lost.
    if (pair === 'done') return { writes: [], result: { customer: await shown(store, id), messages: [], touched: [] } };
    const stale = [...(pair.own.v === asked.ifMatch ? [] : ['this']), ...(pair.other.v === otherVersion ? [] : ['other'])];
    if (stale.length > 0) return changed(stale);
    const conversations = await Promise.all(
      [...pair.ownGroup, ...pair.otherGroup].map(async (card) => ({ card, ids: await conversationsOf(store, card.id) })),
    );
    const ids = conversations.flatMap((one) => one.ids);
    if (ids.length > mostConversations) {
      return problem('conflict', `They have more than ${mostConversations} conversations together: these cannot be merged.`);
    }
    const before = pair.own.about ?? {};
    const { about } = joinAbout(before, pair.other.about ?? {}, calledIn(pair), keep satisfies Keep);
    const messages = ids.map((one) => eventIn(one, 'merged', employee, now));
    const entry = {
      action: 'customer.merged' as const,
      by: byEmployee(employee),
      thing: { type: 'customer', id, name: id },
      after: { other },
      from: sourceIp,
      requestId,
    };
    const writes: TransactItem[] = [
      customerUpdate(store, pair.own, { about, has: [...(pair.own.has ?? []), other] }),
      customerUpdate(store, pair.other, { into: id }),
      mergePut(store, { id: other, into: id, at: now, by: employee.name, before, after: about }),
      auditPut(store, entry, now),
      ...conversations.flatMap(({ card, ids: some }) =>
        some.map((one) => customerPlaceUpdate(store, one, { ownName: about.name, headId: card.id === id ? undefined : id })),
      ),
      ...messages.map((message) => internalPut(store, message)),
    ];
    const customer = shownCustomer({ ...pair.own, about, v: pair.own.v + 1 });
    return { writes, result: { customer, messages, touched: [...pair.ownGroup, ...pair.otherGroup] } };
  });
  if (isProblem(merged)) return merged;
  if (merged.customer === undefined) return notFound();
  failPoint('customers.after-merge');
  await tellOf(
    desk,
    merged.touched.map((card) => card.id),
    merged.messages,
    now,
  );
  return merged.customer;
}

export const eventIn = (
  conversationId: ConversationId,
  event: 'merged' | 'unmerged',
  author: { readonly id: EmployeeId; readonly name: string },
  now: number,
): InternalMessage => ({ id: internalId(now), conversationId, content: { kind: 'work', event }, author });

const shown = async (store: TenantTable, id: CustomerId): Promise<Customer | undefined> => {
  const card = await getCustomerCard(store, id);
  return card && shownCustomer(card);
};

const calledIn = ({ own, other }: Pair) => ({ this: own.name?.v, other: other.name?.v });

const alreadyOne = (): ProblemResult =>
  problem('conflict', 'These two are one customer already. Load the customer again.', [
    { path: 'other', message: 'Part of this customer' },
  ]);

/** `done`: the other one is part of this one already. */
async function pairOf(store: TenantTable, id: CustomerId, otherId: CustomerId): Promise<Pair | 'done' | ProblemResult> {
  if (id === otherId) {
    return problem('invalid-body', 'A customer cannot be merged with itself. Choose another one.', [
      { path: 'other', message: 'The same customer' },
    ]);
  }
  const [own, other] = await Promise.all([getCustomerCard(store, id), getCustomerCard(store, otherId)]);
  if (!own || !other) return notFound();
  if (other.into === id) return 'done';
  const part = own.into !== undefined ? 'id' : other.into !== undefined ? 'other' : undefined;
  if (part !== undefined) {
    return problem('conflict', 'One of them is part of another customer by now. Open that customer, and merge it instead.', [
      { path: part, message: 'Part of another customer' },
    ]);
  }
  const [ownGroup, otherGroup] = await Promise.all([withMembers(store, own), withMembers(store, other)]);
  if (ownGroup.length + otherGroup.length > mostMerged) {
    return problem('conflict', `At most ${mostMerged} customers can be one. Undo a merge first, if one was wrong.`);
  }
  return { own, other, ownGroup, otherGroup };
}
