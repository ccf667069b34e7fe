import type { EmployeeId, TenantId } from '../../contract/ids.ts';
import type { RightsJob } from '../../contract/queues.ts';
import type { IsEnded } from '../_businesses/ended.ts';
import { getPlatformAdmin, listMemberships } from '../_data/membership.ts';
import { endAllSessions } from '../_data/session.ts';
import { copyPerson, copyRole } from '../_people/copies.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

export interface Following {
  storeOf(tenant: TenantId): TenantTable;
  readonly isEnded: IsEnded;
  readonly platform: PlatformTable;
  forgetDecisions(): Promise<void>;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Finishes changes of people and roles whose author died after the transaction: copies them to where sign-in looks, and has
 * API Gateway ask again. It does so for every change, also when a business is suspended or taken back: a decision that was
 * being made while its author had the cache cleared is cleared here, a moment later. Somebody who now works for nobody is
 * signed out everywhere.
 */
export async function followTeam(following: Following, job: RightsJob): Promise<void> {
  const { storeOf, platform, forgetDecisions, isEnded, clock } = following;
  // Who worked there is being removed.
  if (job.type !== 'business' && (await isEnded(storeOf(job.tenant), clock()))) return;
  if (job.type === 'role') await copyRole({ store: storeOf(job.tenant), platform }, job.roleId);
  if (job.type === 'person') await personChanged(following, job);
  // Also of a business: its registration is what is asked about each time, so there is nothing to copy.
  await forgetDecisions();
}

/**
 * Several changes at a time have API Gateway forget once: whoever asks while it is being told waits for the next time, which
 * begins after their own change.
 */
export function together(forget: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        const told = forget();
        running = told;
        return told;
      });
    return next;
  };
}

async function personChanged(
  { storeOf, platform, clock }: Following,
  { tenant, employeeId }: { readonly tenant: TenantId; readonly employeeId: EmployeeId },
): Promise<void> {
  const found = await copyPerson({ store: storeOf(tenant), platform }, employeeId);
  if (found === undefined || found.employee.active) return;
  const { sub } = found.employee;
  const elsewhere = (await listMemberships(platform, sub)).some(({ active }) => active);
  if (elsewhere || (await getPlatformAdmin(platform, sub)) !== undefined) return;
  await endAllSessions(platform, sub, clock());
  log.info('signed out somebody who works for no business any more', { tenant, employeeId });
}
