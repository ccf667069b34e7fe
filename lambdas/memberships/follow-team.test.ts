import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RoleId } from '../../contract/ids.ts';
import type { RightsJob } from '../../contract/queues.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { endings } from '../_businesses/ended.ts';
import { type Employee, employeeChange } from '../_data/employee.ts';
import { membershipKey } from '../_data/keys.ts';
import { putPlatformAdmin } from '../_data/membership.ts';
import { putRegistration } from '../_data/registration.ts';
import { type CustomRole, getRole, roleAdded, roleChange } from '../_data/role.ts';
import { getSession, putSession } from '../_data/session.ts';
import { transact } from '../_data/transact.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { followTeam, together } from './follow-team.ts';

let table: TestTable;
let team: TestTeam;
let agent: Employee;
let cleared: number;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  agent = await team.hire('agent');
  cleared = 0;
});

const run = (job: RightsJob, through: PlatformTable = table.platform, forget = async () => {}) =>
  followTeam(
    {
      platform: through,
      storeOf: (tenant) => table.of(tenant),
      isEnded: endings(),
      clock: () => noon,
      forgetDecisions: async () => {
        await forget();
        cleared += 1;
      },
    },
    job,
  );
const of = ({ id }: Employee): RightsJob => ({ v: 1, type: 'person', tenant: team.store.tenant, employeeId: id });
const failing = () => Promise.reject(new Error('API Gateway answered 429'));
/** A change whose author died right after its transaction. */
async function leftUndone(was: Employee, change: Partial<Pick<Employee, 'role' | 'active'>>): Promise<Employee> {
  const { write, employee } = employeeChange(team.store, was, change);
  await transact(team.store, [write]);
  return employee;
}
async function aRole(holders: number): Promise<{ role: CustomRole; people: Employee[] }> {
  const role: CustomRole = {
    ...{ id: RoleId.parse(ulid(noon)), name: 'Front desk', colour: '#1d7a5f', permissions: ['bookings.view'] },
    ...{ holders, madeFrom: 'test', version: 1, spread: 1 },
  };
  await transact(team.store, roleAdded(team.store, role, 50));
  const people: Employee[] = [];
  for (let n = 0; n < holders; n++) people.push(await team.hire(role.id));
  return { role, people };
}
async function signedIn({ sub }: Employee): Promise<string> {
  const id = ulid(noon);
  const session = { id, sub, current: 'hash', refreshToken: 'sealed', expiresAt: noon / 1000 + 3600 };
  await putSession(table.platform, session, { device: 'Firefox', now: noon });
  return id;
}

describe('a change of somebody whose author died', () => {
  it('is copied, once however often it is told of, and the authorizer asks again', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'agent', version: 1 });
    await run(of(viewer));
    const copy = await team.membershipOf(agent);
    expect(copy).toMatchObject({ role: 'viewer', version: 2 });
    expect(cleared).toBe(1);
    await run(of(viewer));
    expect(await team.membershipOf(agent)).toEqual(copy);
  });

  it('is copied as it is now, by a job that is late', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    await leftUndone(viewer, { role: 'manager' });
    await run(of(viewer));
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'manager', version: 3 });
  });

  it('is not copied any more once its business is being removed', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    await putRegistration(table.platform, aRegistration(team.store, { status: 'deleting', deletedAfter: noon, removing: noon }));
    const { pk, sk } = membershipKey(agent.sub, team.store.tenant);
    await table.platform.client.send(new DeleteCommand({ TableName: table.platform.table, Key: { pk, sk } }));
    await run(of(viewer));
    expect(await team.membershipOf(agent)).toBeUndefined();
  });

  it('comes again when the copy or the clearing fails', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    await expect(run(of(viewer), crashingAfter(table.platform, 1))).rejects.toThrow();
    expect(cleared).toBe(0);
    await expect(run(of(viewer), table.platform, failing)).rejects.toThrow('429');
    await run(of(viewer));
    expect(cleared).toBe(1);
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'viewer' });
  });
});

it('a business of another standing makes the authorizer ask again, until it does', async () => {
  const business: RightsJob = { v: 1, type: 'business', tenant: team.store.tenant };
  await expect(run(business, table.platform, failing)).rejects.toThrow('429');
  await run(business);
  expect(cleared).toBe(1);
});

describe('changes at the same time', () => {
  it('have the authorizer’s answers forgotten after each of them, and twice at most', async () => {
    const began: (() => void)[] = [];
    const forget = together(() => new Promise((done) => began.push(done)));
    const first = forget();
    await vi.waitFor(() => expect(began).toHaveLength(1));
    const others = [forget(), forget(), forget()];
    let done = 0;
    for (const other of others) void other.then(() => (done += 1));
    began[0]?.();
    await first;
    expect(done).toBe(0);
    await vi.waitFor(() => expect(began).toHaveLength(2));
    began[1]?.();
    await Promise.all(others);
    expect(began).toHaveLength(2);
  });

  it('are not held up by one that failed', async () => {
    let times = 0;
    const forget = together(() => (++times === 1 ? Promise.reject(new Error('429')) : Promise.resolve()));
    await expect(forget()).rejects.toThrow('429');
    await forget();
    expect(times).toBe(2);
  });
});

describe('somebody who was deactivated', () => {
  it('is signed out everywhere, when they work for nobody else', async () => {
    const session = await signedIn(agent);
    const gone = await leftUndone(agent, { active: false });
    await run(of(gone));
    expect(await team.membershipOf(agent)).toMatchObject({ active: false });
    expect(await getSession(table.platform, session, noon)).toBeUndefined();
    await run(of(gone));
  });

  it.each(['another business', 'the platform'])('stays signed in who works for %s too', async (whom) => {
    if (whom === 'the platform') await putPlatformAdmin(table.platform, agent.sub, agent.email);
    else await (await aTeam(table)).hire('agent', { sub: agent.sub });
    const session = await signedIn(agent);
    await run(of(await leftUndone(agent, { active: false })));
    expect(await team.membershipOf(agent)).toMatchObject({ active: false });
    expect(await getSession(table.platform, session, noon)).toBeDefined();
  });
});

describe('a role that changed', () => {
  it.each([0, 1, 3, 7])('reaches everybody who has it, after a process that died after %i copies', async (copies) => {
    const { role, people } = await aRole(7);
    const { write } = roleChange(team.store, role, { permissions: ['audit.view'] });
    await transact(team.store, [write]);
    const changed: RightsJob = { v: 1, type: 'role', tenant: team.store.tenant, roleId: role.id };
    if (copies > 0) await expect(run(changed, crashingAfter(table.platform, copies))).rejects.toThrow();
    await run(changed);
    for (const person of people) {
      expect(await team.membershipOf(person)).toMatchObject({ permissions: ['audit.view'], roleVersion: 2 });
    }
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'agent', version: 1 });
    expect(await getRole(team.store, role.id)).toMatchObject({ spread: 2 });
    // Known to be done: the next one reads the role and copies nothing.
    table.consumed();
    await run(changed);
    expect(table.consumed().write).toBe(0);
  });
});
