import type * as z from 'zod';
import type { customers } from '../../contract/customers.ts';
import type { CustomerId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import {
  type CustomerCard,
  conversationsOf,
  customerPlaceUpdate,
  customerUpdate,
  getCustomerCard,
  shownCustomer,
} from '../_data/customer-card.ts';
import { headOf, withMembers } from '../_data/customer-group.ts';
import { getMerge, mergeDelete } from '../_data/customer-merge.ts';
import { decideAndWrite, type TransactItem } from '../_data/transact.ts';
import { type InternalMessage, internalPut } from '../_data/work-message.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { undoJoin } from './join-about.ts';
import { type AskedMerge, eventIn } from './merge-customers.ts';
import { type Desk, tellOf } from './tell.ts';

type Answer = z.output<typeof customers.routes.undoMerge.response>;

interface Outcome {
  readonly answer: Answer;
  readonly messages: readonly InternalMessage[];
  readonly touched: readonly CustomerCard[];
}

/**
 * Two customers again: the other one as it was, with everything that came to its conversations since. What somebody has changed of the
 * kept one since the merge stays, and is named in the answer; everything else goes back.
 */
export async function undoMerge(
  desk: Desk,
  id: CustomerId,
  other: CustomerId,
  asked: AskedMerge,
): Promise<Answer | ProblemResult> {
  const { store } = desk;
  const { employee, sourceIp, requestId, now } = asked;
  const undone = await decideAndWrite<Outcome>(store, async () => {
    const [own, part] = await Promise.all([getCustomerCard(store, id), getCustomerCard(store, other)]);
    if (!own || !part) return notFound();
    // Sent again after its answer was lost.
    if (part.into !== id)
      return { writes: [], result: { answer: { ...shownCustomer(own), stayed: [] }, messages: [], touched: [] } };
    if (own.v !== asked.ifMatch) return changed();
    const merge = await getMerge(store, other, now);
    if (merge?.into !== id) return problem('conflict', 'The 30 days in which this merge could be undone are over.');
    const { about, stayed } = undoJoin(own.about ?? {}, merge);
    const head = await headOf(store, id);
    const left = { ...own, about, has: own.has?.filter((one) => one !== other) };
    const [ownSide, otherSide] = await Promise.all([withMembers(store, left), withMembers(store, part)]);
    // The one that is kept may have become part of a third: what that one is called counts for it.
    const ownHead = head && head.id !== id ? { id: head.id, name: head.about?.name } : { id, name: about.name };
    const places = await Promise.all([
      ...ownSide.map((card) => placesOf(store, card, ownHead)),
      ...otherSide.map((card) => placesOf(store, card, { id: other, name: part.about?.name })),
    ]);
    const messages = places.flatMap(({ ids }) => ids.map((one) => eventIn(one, 'unmerged', employee, now)));
    const entry = {
      action: 'customer.merge-undone' as const,
      by: byEmployee(employee),
      thing: { type: 'customer', id, name: id },
      after: { other, ...(stayed.length > 0 && { stayed }) },
      from: sourceIp,
      requestId,
    };
    const writes: TransactItem[] = [
      customerUpdate(store, own, { about, has: left.has?.length ? left.has : undefined }),
      customerUpdate(store, part, { into: undefined }),
      mergeDelete(store, merge),
      auditPut(store, entry, now),
      ...places.flatMap(({ writes: some }) => some),
      ...messages.map((message) => internalPut(store, message)),
    ];
    const answer = { ...shownCustomer({ ...own, about, v: own.v + 1 }), stayed: [...stayed] };
    return { writes, result: { answer, messages, touched: [...ownSide, ...otherSide] } };
  });
  if (isProblem(undone)) return undone;
  await tellOf(
    desk,
    undone.touched.map((card) => card.id),
    undone.messages,
    now,
  );
  return undone.answer;
}

async function placesOf(
  store: TenantTable,
  card: CustomerCard,
  head: { readonly id: CustomerId; readonly name: string | undefined },
) {
  const ids = await conversationsOf(store, card.id);
  const place = { ownName: head.name, headId: card.id === head.id ? undefined : head.id };
  return { ids, writes: ids.map((one) => customerPlaceUpdate(store, one, place)) };
}
