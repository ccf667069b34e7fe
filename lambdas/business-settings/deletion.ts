import type { AuditAction } from '../../contract/audit.ts';
import type { Business as ShownBusiness } from '../../contract/businesses.ts';
import type { EmployeeId } from '../../contract/ids.ts';
import { changeRegistration, type RegistrationDecision } from '../_businesses/change-registration.ts';
import { shownBusiness } from '../_businesses/shown.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { type Business, getBusiness } from '../_data/business.ts';
import { employeesOf, getEmployee } from '../_data/employee.ts';
import { listExports } from '../_data/export.ts';
import { employeeKey } from '../_data/keys.ts';
import { getRegistration, type Registration } from '../_data/registration.ts';
import { basedOn, type TransactItem } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import type { SendMail } from '../_shared/mail.ts';
import { isProblem, type ProblemResult, problem, tooMany } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { type DeletionNews, letterAbout } from './deletion-letters.ts';
import type { Asked } from './update.ts';

const dayMs = 24 * 3_600_000;
/** How long people can think better of it. */
export const graceMs = 30 * dayMs;
/** Every change is mailed to all administrators, so that none of them takes the last they heard for what is so. Hence not often. */
const requestsADay = 3;
/** Of the newest ones, some may have failed. */
const exportsLookedAt = 20;

export interface DeletionDependencies {
  readonly platform: PlatformTable;
  readonly sendMail: SendMail;
  /** Makes API Gateway ask the authorizer again. */
  forgetDecisions(): Promise<void>;
}

type By = Omit<Asked, 'employee'> & { readonly employee: { readonly id: EmployeeId; readonly name: string } };
type Standing = Pick<RegistrationDecision<unknown>['change'], 'status' | 'deletedAfter' | 'deletionRequests'>;
type Answer = ShownBusiness | ProblemResult;
type Change = RegistrationDecision<ShownBusiness> | { readonly unchanged: ShownBusiness } | ProblemResult;

/** From the next call on nobody can work, and everything goes when the time of grace is over. Asking again changes nothing. */
export const requestDeletion = (
  dependencies: DeletionDependencies,
  store: TenantTable,
  asked: By & { readonly body: { readonly name: string } },
): Promise<Answer> =>
  changing(dependencies, store, 'requested', async (was, business): Promise<Change> => {
    if (asked.body.name !== was.name.trim()) {
      return problem('invalid-body', 'Type the name of this business.', [{ path: 'name', message: 'Not its name' }]);
    }
    const { employee, now } = asked;
    const who = await getEmployee(store, employee.id);
    if (who?.role !== 'admin') return problem('forbidden', 'Only an administrator of the business may delete it.');
    if (was.deletedAfter !== undefined) return { unchanged: shownBusiness(was, business) };
    // Listed are those whose files are still there: of the last 7 days.
    const exports = await listExports(store, { limit: exportsLookedAt, now });
    const good = exports.some(({ state }) => state === 'done');
    if (!good) {
      return problem('conflict', 'Export the business first: there is no finished export of the last 7 days.');
    }
    const lately = (was.deletionRequests ?? []).filter((at) => at > now - dayMs);
    if (lately.length >= requestsADay) {
      return tooMany(
        'This was asked for and taken back several times today. Ask again tomorrow.',
        (lately[0] ?? now) + dayMs - now,
      );
    }
    const change: Standing = { status: 'deleting', deletedAfter: now + graceMs, deletionRequests: [...lately, now] };
    const decision = decided(store, was, business, change, 'business.deletion-requested', asked);
    // Whoever stops being an administrator in this very moment deletes nothing.
    const reads = [{ key: employeeKey(store.tenant, employee.id), version: who.version }];
    return { ...decision, writes: basedOn(store, reads, decision.writes) };
  });

/** Until the time is over and the removal has begun. */
export const cancelDeletion = (dependencies: DeletionDependencies, store: TenantTable, asked: By): Promise<Answer> =>
  changing(dependencies, store, 'cancelled', async (was, business): Promise<Change> => {
    if (was.removing !== undefined) return problem('conflict', 'It is too late: the business is being deleted.');
    if (was.deletedAfter === undefined) return { unchanged: shownBusiness(was, business) };
    const change = { status: 'active', deletedAfter: undefined } as const;
    return decided(store, was, business, change, 'business.deletion-cancelled', asked);
  });

async function changing(
  { platform, sendMail, forgetDecisions }: DeletionDependencies,
  store: TenantTable,
  news: DeletionNews['what'],
  decide: (was: Registration, business: Business) => Promise<Change>,
): Promise<Answer> {
  let isNews = false;
  const answer = await changeRegistration<ShownBusiness>(store, platform, async () => {
    const [was, business] = await Promise.all([getRegistration(store, store.tenant), getBusiness(store)]);
    const change = was && business ? await decide(was, business) : notFound();
    isNews = 'was' in change;
    return change;
  });
  if (isProblem(answer)) return answer;
  failPoint('business-settings.after-deletion');
  // Also when there was nothing to change: the process that changed it may have died before it came here.
  await forgetDecisions();
  if (isNews) await tellAdmins(store, sendMail, { what: news, business: answer.name, deletedAfter: answer.deletedAfter });
  return answer;
}

/** What is done is done: a mail that cannot be sent is in the log, and the banner tells as well. */
async function tellAdmins(store: TenantTable, sendMail: SendMail, news: DeletionNews): Promise<void> {
  for await (const { id, email, language, active, role } of employeesOf(store)) {
    if (!active || role !== 'admin') continue;
    await sendMail({ to: email, ...letterAbout(language ?? 'en', news) }).catch((error: unknown) =>
      log.error('an administrator was not told about a deletion', { tenant: store.tenant, employeeId: id }, error),
    );
  }
}

function decided(
  store: TenantTable,
  was: Registration,
  business: Business,
  change: Standing,
  action: AuditAction,
  { employee, sourceIp, requestId, now }: By,
): RegistrationDecision<ShownBusiness> & { readonly writes: readonly TransactItem[] } {
  const told = ({ status, deletedAfter }: Standing) => ({
    status,
    deletedAfter: deletedAfter && new Date(deletedAfter).toISOString(),
  });
  const entry = {
    action,
    by: byEmployee(employee),
    thing: { type: 'business', id: store.tenant, name: was.name },
    before: told({ status: was.status, deletedAfter: was.deletedAfter }),
    after: told(change),
    from: sourceIp,
    requestId,
  };
  return {
    was,
    change,
    writes: [auditPut(store, entry, now)],
    result: (registration) => shownBusiness(registration, business),
  };
}
