import type { EmployeeId } from '../../contract/ids.ts';
import { getAddress, getEmployee } from '../_data/employee.ts';
import { addressFreed, getInvitation, type Invitation, invitationChange, overdueInvitations } from '../_data/invitation.ts';
import { employeeKey } from '../_data/keys.ts';
import { roleHeld } from '../_data/role.ts';
import { invitedOn, seatFreed, seatOffered, seatsUsed, seatTaken } from '../_data/seats.ts';
import { decideAndWrite, type Read, type TransactItem } from '../_data/transact.ts';
import { limitOf } from '../_data/usage.ts';
import { isProblem, type ProblemResult, problem, tooMany } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { rightsOfRole } from './rights.ts';

export interface Place {
  /** Takes the seat, if there still is one. */
  readonly seat: TransactItem;
  /** Somebody who worked here before under this address. */
  readonly former: EmployeeId | undefined;
  readonly reads: readonly Read[];
}

/**
 * Whoever may invite has us write to addresses of strangers, and taking an invitation back frees its seat: without a limit of its
 * own a free business could send as many mails as it likes. As many a day as the plan has seats, and never fewer than these.
 */
const fewestADay = 20;
const dayMs = 24 * 3_600_000;

/** Whether somebody with this e-mail address can be invited. Invitations that have run out make room. */
export async function placeFor(store: TenantTable, email: string, now: number): Promise<Place | ProblemResult> {
  let address = await getAddress(store, email);
  if (address.invitationId !== undefined) {
    const other = await getInvitation(store, address.invitationId);
    if (other?.state === 'open' && other.validUntil > now) {
      return problem('taken', 'This address is invited already: send that invitation again, or take it back first.');
    }
    if (other) await expire(store, other.id, now);
    address = await getAddress(store, email);
  }
  const former = address.employeeId && (await getEmployee(store, address.employeeId));
  if (former?.active) return problem('taken', 'Somebody with this e-mail address works here already.');
  const room = await roomFor(store, now);
  if (isProblem(room)) return room;
  const day = new Date(now).toISOString().slice(0, 10);
  const before = await invitedOn(store, day);
  const most = Math.max(fewestADay, room.limit);
  if (before >= most) {
    return tooMany(
      `A business invites ${most} people a day at most, those that it took back included. Go on tomorrow.`,
      dayMs - (now % dayMs),
    );
  }
  const seat = seatOffered(store, room.limit, { day, before });
  const reads = former ? [{ key: employeeKey(store.tenant, former.id), version: former.version }] : [];
  return { seat, former: former?.id, reads };
}

/** The write that takes one more seat of the plan, or the answer that there is none. */
export async function seatFor(store: TenantTable, now: number): Promise<TransactItem | ProblemResult> {
  const room = await roomFor(store, now);
  return isProblem(room) ? room : seatTaken(store, room.limit);
}

async function roomFor(store: TenantTable, now: number): Promise<{ readonly limit: number } | ProblemResult> {
  const limit = await limitOf(store, 'employees');
  if ((await seatsUsed(store)) >= limit) {
    await expireOverdue(store, now);
    if ((await seatsUsed(store)) >= limit) {
      return problem(
        'limit-reached',
        `Your plan has room for ${limit} people, open invitations included. Deactivate somebody, take an invitation back, or choose a larger plan.`,
      );
    }
  }
  return { limit };
}

/** Gives back what invitations hold that have run out. */
export async function expireOverdue(store: TenantTable, now: number): Promise<void> {
  for await (const { id } of overdueInvitations(store, now)) await expire(store, id, now);
}

async function expire(store: TenantTable, id: string, now: number): Promise<void> {
  await decideAndWrite(store, async () => {
    const invitation = await getInvitation(store, id);
    if (invitation?.state !== 'open' || invitation.validUntil > now) return { writes: [], result: undefined };
    const { write } = invitationChange(store, invitation, { state: 'expired' }, now);
    return { writes: [write, ...(await givenBack(store, invitation))], result: undefined };
  });
}

/** What an open invitation holds: its seat, its address, its role. */
export async function givenBack(store: TenantTable, invitation: Invitation): Promise<TransactItem[]> {
  const rights = await rightsOfRole(store, invitation.role);
  return [seatFreed(store), addressFreed(store, invitation), ...(rights?.custom ? [roleHeld(store, rights.custom, -1)] : [])];
}
