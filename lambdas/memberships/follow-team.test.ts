import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RoleId } from '../../contract/ids.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { type Employee, employeeChange } from '../_data/employee.ts';
import { employeeKey, type Key, registrationKey, roleKey } from '../_data/keys.ts';
import { putPlatformAdmin } from '../_data/membership.ts';
import { type CustomRole, getRole, roleAdded, roleChange } from '../_data/role.ts';
import { getSession, putSession } from '../_data/session.ts';
import { transact } from '../_data/transact.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { followTeam } from './follow-team.ts';

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

const run = (records: DynamoDBRecord[], through: PlatformTable = table.platform, forget = async () => {}) =>
  followTeam({
    platform: through,
    storeOf: (tenant) => table.of(tenant),
    clock: () => noon,
    forgetDecisions: async () => {
      await forget();
      cleared += 1;
    },
  })({ Records: records });
const record = ({ pk, sk }: Key, version: number, was: number | undefined = version - 1, number = 'n1'): DynamoDBRecord => ({
  eventName: was === undefined ? 'INSERT' : 'MODIFY',
  dynamodb: {
    SequenceNumber: number,
    Keys: { pk: { S: pk }, sk: { S: sk } },
    NewImage: { version: { N: String(version) } },
    ...(was !== undefined && { OldImage: { version: { N: String(was) } } }),
  },
});
const of = ({ id, version }: Employee, number = 'n1') => record(employeeKey(team.store.tenant, id), version, version - 1, number);
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
const done = { batchItemFailures: [] };
const again = (number = 'n1') => ({ batchItemFailures: [{ itemIdentifier: number }] });

describe('a change of somebody whose author died', () => {
  it('is copied, once however often the record comes, and the authorizer asks again', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'agent', version: 1 });
    expect(await run([of(viewer)])).toEqual(done);
    const copy = await team.membershipOf(agent);
    expect(copy).toMatchObject({ role: 'viewer', version: 2 });
    expect(cleared).toBe(1);
    expect(await run([of(viewer), of(viewer)])).toEqual(done);
    expect(await team.membershipOf(agent)).toEqual(copy);
  });

  it('is copied as it is now, by a record that is late', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    const manager = await leftUndone(viewer, { role: 'manager' });
    expect(await run([of(manager), of(viewer)])).toEqual(done);
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'manager', version: 3 });
  });

  it('comes again when the copy or the clearing fails, from there on', async () => {
    const viewer = await leftUndone(agent, { role: 'viewer' });
    const other = await leftUndone(await team.hire('agent'), { role: 'viewer' });
    expect(await run([of(viewer), of(other, 'n2')], crashingAfter(table.platform, 1))).toEqual(again('n1'));
    const failing = () => Promise.reject(new Error('API Gateway answered 429'));
    expect(await run([of(viewer), of(other, 'n2')], table.platform, failing)).toEqual(again('n1'));
    expect(cleared).toBe(0);
    expect(await run([of(viewer), of(other, 'n2')])).toEqual(done);
    expect(await team.membershipOf(other)).toMatchObject({ role: 'viewer' });
  });

  it('is no concern of rows that are not people or roles, removed, or of the same version', async () => {
    const { pk } = employeeKey(team.store.tenant, agent.id);
    const removed: DynamoDBRecord = {
      eventName: 'REMOVE',
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: `EMPLOYEE#${agent.id}` } } },
    };
    expect(
      await run([record({ pk, sk: 'BUSINESS' }, 2), removed, record(employeeKey(team.store.tenant, agent.id), 1, 1)]),
    ).toEqual(done);
    expect(cleared).toBe(0);
  });
});

describe('a business', () => {
  const became = (was: string | undefined, is: string | undefined, number = 'n1'): DynamoDBRecord => {
    const { pk, sk } = registrationKey(team.store.tenant);
    const image = (status: string) => ({ status: { S: status }, version: { N: '1' } });
    return {
      eventName: is === undefined ? 'REMOVE' : 'MODIFY',
      dynamodb: {
        SequenceNumber: number,
        Keys: { pk: { S: pk }, sk: { S: sk } },
        ...(is !== undefined && { NewImage: image(is) }),
        ...(was !== undefined && { OldImage: image(was) }),
      },
    };
  };

  it.each([
    ['is suspended', 'active', 'suspended'],
    ['is taken back', 'suspended', 'active'],
    ['goes', 'deleting', undefined],
  ])('that %s makes the authorizer ask again, until it does', async (_, was, is) => {
    const failing = () => Promise.reject(new Error('API Gateway answered 429'));
    expect(await run([became(was, is)], table.platform, failing)).toEqual(again());
    expect(await run([became(was, is)])).toEqual(done);
    expect(cleared).toBe(1);
  });

  it('that changes its name or plan asks for nothing', async () => {
    expect(await run([became('active', 'active')])).toEqual(done);
    expect(cleared).toBe(0);
  });
});

describe('somebody who was deactivated', () => {
  it('is signed out everywhere, when they work for nobody else', async () => {
    const session = await signedIn(agent);
    const gone = await leftUndone(agent, { active: false });
    expect(await run([of(gone)])).toEqual(done);
    expect(await team.membershipOf(agent)).toMatchObject({ active: false });
    expect(await getSession(table.platform, session, noon)).toBeUndefined();
    expect(await run([of(gone)])).toEqual(done);
  });

  it.each(['another business', 'the platform'])('stays signed in who works for %s too', async (whom) => {
    if (whom === 'the platform') await putPlatformAdmin(table.platform, agent.sub, agent.email);
    else await (await aTeam(table)).hire('agent', { sub: agent.sub });
    const session = await signedIn(agent);
    await run([of(await leftUndone(agent, { active: false }))]);
    expect(await team.membershipOf(agent)).toMatchObject({ active: false });
    expect(await getSession(table.platform, session, noon)).toBeDefined();
  });
});

describe('a role that changed', () => {
  it.each([0, 1, 3, 7])('reaches everybody who has it, after a process that died after %i copies', async (copies) => {
    const { role, people } = await aRole(7);
    const { write, role: next } = roleChange(team.store, role, { permissions: ['audit.view'] });
    await transact(team.store, [write]);
    const changed = record(roleKey(team.store.tenant, role.id), next.version);
    if (copies > 0) expect(await run([changed], crashingAfter(table.platform, copies))).toEqual(again());
    expect(await run([changed])).toEqual(done);
    for (const person of people) {
      expect(await team.membershipOf(person)).toMatchObject({ permissions: ['audit.view'], roleVersion: 2 });
    }
    expect(await team.membershipOf(agent)).toMatchObject({ role: 'agent', version: 1 });
    expect(await getRole(team.store, role.id)).toMatchObject({ spread: 2 });
    // Known to be done: the next one reads the role and copies nothing.
    table.consumed();
    expect(await run([changed])).toEqual(done);
    expect(table.consumed().write).toBe(0);
  });
});
