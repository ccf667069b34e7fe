import { EmployeeId } from '../../contract/ids.ts';
import { auditPut } from '../_data/audit.ts';
import { getInvitation, type Invitation, invitationChange } from '../_data/invitation.ts';
import { basedOn, decideAndWrite } from '../_data/transact.ts';
import { type Asked, ended } from '../_people/invite.ts';
import { givenBack } from '../_people/places.ts';
import { actingPerson, readsOf } from '../_people/rights.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** Takes an invitation back. Its link stops working with the same write that frees its seat. */
export const revoke = (
  store: TenantTable,
  id: string,
  { author, now, from, requestId }: Asked,
): Promise<Invitation | ProblemResult> =>
  decideAndWrite<Invitation>(store, async () => {
    const actor = await actingPerson(store, EmployeeId.parse(author.id), 'employees.manage');
    if (isProblem(actor)) return actor;
    const was = await getInvitation(store, id);
    if (was === undefined) return notFound();
    if (was.state === 'accepted') return ended();
    if (was.state === 'revoked') return { writes: [], result: was };
    const { write, invitation } = invitationChange(store, was, { state: 'revoked' }, now);
    const thing = { type: 'invitation', id, name: was.name };
    const writes = [
      write,
      ...(was.state === 'open' ? await givenBack(store, was) : []),
      auditPut(store, { action: 'invitation.revoked', by: author, thing, from, requestId }, now),
    ];
    return { writes: basedOn(store, readsOf(store.tenant, actor), writes), result: invitation };
  });
