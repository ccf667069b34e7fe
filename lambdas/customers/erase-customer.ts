import type * as z from 'zod';
import type { customers, Erasure as Shown } from '../../contract/customers.ts';
import type { CustomerId, EmployeeId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { type CustomerCard, conversationsOf, customerUpdate } from '../_data/customer-card.ts';
import { type CustomerGroup, groupOf } from '../_data/customer-group.ts';
import type { HashErased } from '../_data/erased.ts';
import { cutOff, type Erasure, erasurePut, getErasure, listErasures } from '../_data/erasure.ts';
import { addErasureEntry, erasurePlace } from '../_data/platform-index.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { Desk } from './tell.ts';

export interface ErasingDesk extends Desk {
  /** The list by which the worker finds it, with the function's own role. */
  readonly platform: PlatformTable;
  hashes(store: TenantTable, now: number): Promise<HashErased>;
}

export interface AskedErasure {
  readonly body: z.output<typeof customers.routes.erase.body>;
  readonly newId: string;
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * From the answer on nobody finds the customer any more, neither colleagues nor messages; `customer-erasure` removes what there is.
 * Each step is found and finished by it, wherever this one dies.
 */
export async function eraseCustomer(
  { store, push, platform, hashes }: ErasingDesk,
  id: CustomerId,
  asked: AskedErasure,
): Promise<Shown | ProblemResult> {
  const { newId, employee, sourceIp, requestId, now } = asked;
  const known = await getErasure(store, newId);
  if (known) return known.customers.includes(id) ? shownErasure(known) : reused();
  const refused = refusalOf(await groupOf(store, id), asked.body.typed);
  if (refused) return refused;
  await addErasureEntry(platform, store.tenant, erasurePlace(now, store.tenant, newId));
  failPoint('customers.after-erasure-entry');
  const asErased = await decideAndWrite(store, async () => {
    const group = await groupOf(store, id);
    if (!group) return notFound();
    const erasure: Erasure = {
      id: newId,
      customers: group.cards.map((card) => card.id),
      state: 'waiting',
      requestedAt: now,
      by: { id: employee.id, name: employee.name },
      removed: 0,
    };
    const entry = {
      action: 'customer.erasure-requested' as const,
      by: byEmployee(employee),
      thing: { type: 'customer', id: group.head.id, name: group.head.id },
      from: sourceIp,
      requestId,
    };
    const marks = group.cards.map((card) => customerUpdate(store, card, { er: newId }));
    return { writes: [erasurePut(store, erasure), auditPut(store, entry, now), ...marks], result: { erasure } };
  });
  if (isProblem(asErased)) return asErased;
  failPoint('customers.after-erasure');
  const { erasure } = asErased;
  const conversations = await Promise.all(erasure.customers.map((one) => conversationsOf(store, one)));
  await cutOff(store, await hashes(store, now), erasure, () => now);
  await push(
    store,
    conversations.flat().map((conversationId) => ({
      to: 'everyone' as const,
      event: { type: 'conversation.removed' as const, conversationId },
    })),
    now,
  );
  return shownErasure(erasure);
}

function refusalOf(group: CustomerGroup | undefined, typed: string): ProblemResult | undefined {
  if (!group) return notFound();
  if (isTyped(group.head, typed)) return undefined;
  return problem('invalid-body', 'Type the name of the customer, or the number with all its digits.', [
    { path: 'typed', message: 'Not the name or number of this customer' },
  ]);
}

const reused = (): ProblemResult =>
  problem('idempotency-key-reused', 'This key belongs to the erasure of another customer. Send a new one.');

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

/** The name that people see, or the number, however it is written. */
export function isTyped({ name, about, waId, username }: CustomerCard, typed: string): boolean {
  const names = [about?.name, name?.v, username?.v, username && `@${username.v}`].filter((one) => one !== undefined);
  if (names.some((one) => plain(one) !== '' && plain(one) === plain(typed))) return true;
  const digits = typed.normalize('NFKC').replace(/[\s+().-]/g, '');
  return waId !== undefined && digits === waId.v;
}

const instant = (ms: number): string => new Date(ms).toISOString();

function shownErasure({ id, state, requestedAt, by, finishedAt, removed }: Erasure): Shown {
  return {
    id,
    state,
    requestedAt: instant(requestedAt),
    requestedBy: by.name,
    finishedAt: finishedAt === undefined ? undefined : instant(finishedAt),
    removed,
  };
}

const mostListed = 50;

export const readErasures = async (store: TenantTable): Promise<{ items: Shown[] }> => ({
  items: (await listErasures(store, mostListed)).map(shownErasure),
});

export async function readErasure(store: TenantTable, id: string): Promise<Shown | ProblemResult> {
  const found = await getErasure(store, id);
  return found ? shownErasure(found) : notFound();
}
