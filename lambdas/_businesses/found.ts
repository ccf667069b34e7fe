import type { AuditEntry } from '../../contract/audit.ts';
import type { Business as ShownBusiness } from '../../contract/businesses.ts';
import { BusinessProfile } from '../../contract/businesses.ts';
import { EmployeeId } from '../../contract/ids.ts';
import { systemRoles } from '../../contract/permissions.ts';
import type { Plan } from '../../contract/plans.ts';
import { auditPut, type NewAuditEntry } from '../_data/audit.ts';
import { businessAdded, getBusiness } from '../_data/business.ts';
import { type Employee, employeeWrites, getEmployee } from '../_data/employee.ts';
import { copyMembership } from '../_data/membership.ts';
import { addEntries } from '../_data/platform-index.ts';
import { claimSlug, getRegistration, isGone, type Registration, registrationAdded } from '../_data/registration.ts';
import { seatTaken } from '../_data/seats.ts';
import { transact } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { shownBusiness } from './shown.ts';

export interface Founding {
  readonly profile: BusinessProfile;
  readonly plan: Plan;
  /** Hash of the request: the same one again gets the business that is there. */
  readonly madeFrom: string;
  /** Whoever makes a business for themselves is its first administrator. */
  readonly founder?: { readonly sub: string; readonly email: string; readonly name: string };
  readonly by: AuditEntry['by'];
  /** Told of the audit entry right before it is written. */
  readonly beforeEntry?: (entry: ReturnType<typeof auditPut>) => Promise<void>;
  readonly from: string;
  readonly requestId: string;
  readonly now: number;
}

export interface Founded {
  readonly business: ShownBusiness;
  readonly registration: Registration;
}

/**
 * Makes a business under the id of the store, or finds it finished so far and finishes it. Claims of the slug and entries of the
 * platform's lists come first and count for nothing by themselves; the business begins with one transaction; the founder's
 * membership follows from what that wrote.
 */
export async function found(
  store: TenantTable,
  platform: PlatformTable,
  founding: Founding,
): Promise<Founded | 'slug-taken' | ProblemResult> {
  const registration = (await getRegistration(store, store.tenant)) ?? (await begin(store, platform, founding));
  if (registration === 'slug-taken') return registration;
  const business = registration && (await getBusiness(store));
  if (!registration || business?.madeFrom !== founding.madeFrom) {
    return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another business.');
  }
  if (founding.founder) await letIn(store, platform);
  return { business: shownBusiness(registration, business), registration };
}

/** Undefined: there was such a business, and it is gone. */
async function begin(
  store: TenantTable,
  platform: PlatformTable,
  founding: Founding,
): Promise<Registration | 'slug-taken' | undefined> {
  const { tenant } = store;
  const { profile, plan, founder, madeFrom, now } = founding;
  if (await isGone(store, tenant)) return undefined;
  const { slug, name, timezone, languages } = profile;
  const registration: Registration = {
    tenant,
    status: 'active',
    plan,
    slug,
    name,
    timezone,
    languages,
    createdAt: now,
    ...(founder && { founder: founder.sub }),
    version: 1,
  };
  if ((await claimSlug(platform, registration, now)) === 'taken') return 'slug-taken';
  failPoint('businesses.after-slug');
  await addEntries(platform, registration);
  failPoint('businesses.after-entries');
  const entry = auditPut(store, createdEntry(store, founding), now);
  await founding.beforeEntry?.(entry);
  const written = await transact(store, [
    registrationAdded(store, registration),
    businessAdded(store, { ...BusinessProfile.parse(profile), madeFrom, version: 1 }),
    ...(founder ? [...employeeWrites(store, firstEmployee(store, founder, now)), seatTaken(store)] : []),
    entry,
  ]);
  failPoint('businesses.after-transaction');
  // Refused: the same request is being answered elsewhere, and what it wrote is there now.
  return written === 'done' ? registration : getRegistration(store, tenant);
}

/** Follows from the business's id, so that every try means the same person. */
const firstEmployeeId = ({ tenant }: Pick<TenantTable, 'tenant'>): EmployeeId => EmployeeId.parse(tenant);

const firstEmployee = (store: TenantTable, { sub, email, name }: NonNullable<Founding['founder']>, now: number): Employee => ({
  id: firstEmployeeId(store),
  name,
  email,
  sub,
  role: 'admin',
  overrides: { grant: [], deny: [] },
  active: true,
  joinedAt: now,
  version: 1,
});

const createdEntry = ({ tenant }: TenantTable, { profile, plan, by, from, requestId }: Founding): NewAuditEntry => ({
  action: 'business.created',
  by,
  thing: { type: 'business', id: tenant, name: profile.name },
  after: { ...profile, plan },
  from,
  requestId,
});

/** Only as the first administrator that the person was made: whatever has changed since has been copied by who changed it. */
async function letIn(store: TenantTable, platform: PlatformTable): Promise<void> {
  const employee = await getEmployee(store, firstEmployeeId(store));
  if (employee?.version !== 1) return;
  const { id: employeeId, sub, name, email, version } = employee;
  const permissions = [...systemRoles.admin];
  await copyMembership(platform, {
    sub,
    tenant: store.tenant,
    employeeId,
    name,
    email,
    role: 'admin',
    permissions,
    active: true,
    version,
  });
  failPoint('businesses.after-membership');
}

export const slugTaken = (): ProblemResult =>
  problem('taken', 'Choose another address for the business.', [{ path: 'slug', message: 'Another business has this' }]);
