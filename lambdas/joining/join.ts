import { EmployeeId } from '../../contract/ids.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { addressIs, type Employee, employeeChange, employeeWrites, getAddress, getEmployee } from '../_data/employee.ts';
import { getInvitation, hashOfToken, type Invitation, invitationChange } from '../_data/invitation.ts';
import { employeeKey } from '../_data/keys.ts';
import { roleHeld } from '../_data/role.ts';
import { basedOn, decideAndWrite, type Read } from '../_data/transact.ts';
import { copyPerson, type SettleDependencies, settlePerson } from '../_people/copies.ts';
import { ended } from '../_people/invite.ts';
import { actingPerson, readsOf, readsOfRole, refuseGiving, rightsOfRole } from '../_people/rights.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';

export interface Joining {
  readonly token: string;
  readonly name: string;
  /** Of the account that joins; its e-mail address is the invited one. */
  readonly sub: string;
  /** Milliseconds. */
  readonly now: number;
  readonly sourceIp: string;
  readonly requestId: string;
}

/** The invitation of a link as it is now, unless the link was replaced. */
export async function invitationOf(store: TenantTable, id: string, token: string): Promise<Invitation | undefined> {
  const invitation = await getInvitation(store, id);
  return invitation?.tokenHash === hashOfToken(token) ? invitation : undefined;
}

export const isOpen = ({ state, validUntil }: Invitation, now: number): boolean => state === 'open' && validUntil > now;

/** What the role gives now, if whoever offered it may still give that. Platform administrators may give anything. */
async function offered(store: TenantTable, { by, role }: Invitation) {
  const rights = await rightsOfRole(store, role);
  if (rights === undefined) return ended();
  const reads: Read[] = readsOfRole(store.tenant, rights);
  if (by.type === 'platform') return { rights, reads };
  const author = await actingPerson(store, EmployeeId.parse(by.id), 'employees.manage');
  if (isProblem(author) || refuseGiving(author, rights.permissions)) return ended();
  return { rights, reads: [...reads, ...readsOf(store.tenant, author)] };
}

/**
 * Makes somebody an employee, once for each invitation: it is accepted in the same transaction. Somebody who worked here
 * before becomes who they were, with the role of the invitation and no exceptions from before.
 */
export async function join(
  settle: SettleDependencies,
  invitationId: string,
  joining: Joining,
): Promise<undefined | ProblemResult> {
  const { store } = settle;
  const { token, name, sub, now, sourceIp, requestId } = joining;
  const joined = await decideAndWrite<EmployeeId>(store, async () => {
    const invitation = await invitationOf(store, invitationId, token);
    if (invitation === undefined || !isOpen(invitation, now)) return ended();
    const offer = await offered(store, invitation);
    if (isProblem(offer)) return offer;
    const { email, role, language } = invitation;
    const { employeeId } = await getAddress(store, email);
    const former = employeeId && (await getEmployee(store, employeeId));
    if (former?.active) return problem('taken', 'You work here already: sign in.');

    const place = { name, role, sub, language, active: true, overrides: { grant: [], deny: [] } };
    const made = former ? comesBack(store, former, place) : begins(store, { ...place, email, joinedAt: now });
    const { employee } = made;
    const accepted = invitationChange(store, invitation, { state: 'accepted', employeeId: employee.id }, now);
    const before = former && (await rightsOfRole(store, former.role));
    const entry = {
      action: 'employee.joined' as const,
      by: byEmployee(employee),
      thing: { type: 'employee', id: employee.id, name },
      after: { role, email, invitation: invitation.id },
      from: sourceIp,
      requestId,
    };
    const writes = [
      accepted.write,
      ...made.writes,
      // The seat and the role pass from the invitation to the person; what a former employee held is given back.
      ...(before?.custom ? [roleHeld(store, before.custom, -1)] : []),
      auditPut(store, entry, now),
    ];
    const reads = [...offer.reads, ...(former ? [{ key: employeeKey(store.tenant, former.id), version: former.version }] : [])];
    return { writes: basedOn(store, reads, writes), result: employee.id };
  });
  if (isProblem(joined)) return joined;
  await settlePerson(settle, joined);
  return undefined;
}

type Place = Pick<Employee, 'name' | 'role' | 'sub' | 'language' | 'active' | 'overrides'>;

function begins(store: TenantTable, place: Place & Pick<Employee, 'email' | 'joinedAt'>) {
  const employee: Employee = { ...place, id: EmployeeId.parse(ulid(place.joinedAt)), version: 1 };
  return { employee, writes: employeeWrites(store, employee) };
}

function comesBack(store: TenantTable, former: Employee, place: Place) {
  const { write, employee } = employeeChange(store, former, place);
  return { employee, writes: [write, addressIs(store, former.email, former.id)] };
}

/**
 * For a link that was used already: finishes what its use left undone, when the process died in the middle.
 * `nothing`: there was nothing to finish, the link is simply used.
 */
export async function finish(settle: SettleDependencies, invitation: Invitation): Promise<'finished' | 'nothing'> {
  const { state, employeeId } = invitation;
  if (state !== 'accepted' || employeeId === undefined) return 'nothing';
  const copied = await copyPerson(settle, employeeId);
  if (copied?.copied !== 'written') return 'nothing';
  await settlePerson(settle, employeeId);
  return 'finished';
}
