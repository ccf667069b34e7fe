import type { AutomaticAssignment } from '../../contract/work.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { whoIsPresent } from '../_data/connection.ts';
import { getRegistration } from '../_data/registration.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { assignmentChange, getAssignmentSetting, getTurns } from '../_data/turns.ts';
import { giveOut } from '../_messaging/give-out.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Asked {
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
  readonly ifMatch: number;
  readonly body: { readonly on?: boolean | undefined; readonly limit?: number | undefined };
}

/** When it is switched on, or there is more room, what waits is given out at once. */
export async function changeAutomatic(
  store: TenantTable,
  push: Push,
  { employee, sourceIp, requestId, now, ifMatch, body }: Asked,
): Promise<AutomaticAssignment | ProblemResult> {
  const answer = await decideAndWrite<AutomaticAssignment>(store, async () => {
    const [was, turns, registration] = await Promise.all([
      getAssignmentSetting(store),
      getTurns(store),
      getRegistration(store, store.tenant),
    ]);
    if (was.version !== ifMatch) return changed(Object.keys(body));
    const next = { on: body.on ?? was.on, limit: body.limit ?? was.limit, version: was.version + 1 };
    if (next.on === was.on && next.limit === was.limit) return { writes: [], result: was };
    const entry = {
      action: 'business.updated' as const,
      by: byEmployee(employee),
      thing: { type: 'business', id: store.tenant, name: registration?.name ?? '' },
      before: asAudited(was),
      after: asAudited(next),
      from: sourceIp,
      requestId,
    };
    return { writes: [...assignmentChange(store, was, next, turns, now), auditPut(store, entry, now)], result: next };
  });
  if (isProblem(answer) || !answer.on) return answer;
  const { connections } = await whoIsPresent(store, now);
  const online = connections.map(({ employeeId }) => employeeId);
  await giveOut({ store, push, now }, online, []);
  return answer;
}

const asAudited = ({ on, limit }: Pick<AutomaticAssignment, 'on' | 'limit'>) => ({
  automaticAssignment: on,
  conversationsEach: limit,
});
