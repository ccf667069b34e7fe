import { EmployeeId } from '../../contract/ids.ts';
import type { Plan } from '../../contract/plans.ts';
import type { RoleRef } from '../../contract/team.ts';
import { type Employee, putEmployee } from '../../lambdas/_data/employee.ts';
import { getMembership, type Membership } from '../../lambdas/_data/membership.ts';
import { putRegistration } from '../../lambdas/_data/registration.ts';
import { type CopyDependencies, copyPerson, type SettleDependencies } from '../../lambdas/_people/copies.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import type { TestTable } from './dynamodb.ts';
import { aTenant, noon } from './factory.ts';

/** A business with nobody in it, and what changes of its people are made with. */
export interface TestTeam extends SettleDependencies {
  readonly store: TenantTable;
  /** How often the authorizer's decisions were cleared. */
  cleared(): number;
  hire(role: RoleRef, more?: Partial<Employee>): Promise<Employee>;
  membershipOf(person: Pick<Employee, 'sub'>): Promise<Membership | undefined>;
  /** Actions of the audit log, oldest first. */
  audited(): Promise<string[]>;
  /** Everything of the business but its audit log. */
  rows(): Promise<Record<string, unknown>[]>;
}

export async function aTeam(table: TestTable, plan: Plan = 'enterprise'): Promise<TestTeam> {
  const store = table.of(aTenant());
  const { platform } = table;
  let cleared = 0;
  const { tenant } = store;
  const about = { slug: `s-${tenant}`, name: 'Samia Tarot', timezone: 'Asia/Beirut', languages: ['ar'] };
  await putRegistration(store, { ...about, tenant, status: 'active', plan, createdAt: noon, version: 1 });
  const own = async () => (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${tenant}#`));
  const copying: CopyDependencies = { store, platform };
  return {
    ...copying,
    forgetDecisions: async () => {
      cleared += 1;
    },
    cleared: () => cleared,
    async hire(role, more) {
      const id = EmployeeId.parse(ulid(noon));
      const who = { id, name: `Person ${id.slice(-4)}`, email: `${id}@desk.test`, sub: `sub-${id}` };
      const employee: Employee = {
        ...who,
        role,
        overrides: { grant: [], deny: [] },
        active: true,
        joinedAt: noon,
        version: 1,
        ...more,
      };
      await putEmployee(store, employee);
      await copyPerson(copying, id);
      return employee;
    },
    membershipOf: ({ sub }) => getMembership(platform, sub, tenant),
    audited: async () =>
      (await own())
        .filter(({ pk, thing }) => String(pk).includes('#AUDIT') && thing !== undefined)
        .toSorted((one, other) => String(one.sk).localeCompare(String(other.sk)))
        .map(({ action }) => String(action)),
    rows: async () => (await own()).filter(({ pk }) => !String(pk).includes('#AUDIT')),
  };
}
