import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RoleId } from '../../contract/ids.ts';
import type { Permission } from '../../contract/permissions.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import type { Employee } from '../_data/employee.ts';
import { type CustomRole, countRoles, getRole, roleAdded } from '../_data/role.ts';
import { transact } from '../_data/transact.ts';
import { type SettleDependencies, settlePerson } from '../_people/copies.ts';
import { isProblem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { updateEmployee } from '../employees/team.ts';
import { roleRoutes } from './role-routes.ts';

let table: TestTable;
let team: TestTeam;
let root: Employee;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  root = await hired('Root', { role: 'admin' });
});

const hired = (name: string, { role = 'agent', ...given }: Partial<Employee> = {}) =>
  team.hire(role, { name, email: `${name.toLowerCase()}@desk.test`, ...given });
async function aRole(permissions: Permission[]): Promise<CustomRole> {
  const role: CustomRole = {
    ...{ id: RoleId.parse(ulid(noon)), name: 'Front desk', colour: '#1d7a5f', permissions },
    ...{ holders: 0, madeFrom: 'test', version: 1, spread: 1 },
  };
  await transact(team.store, roleAdded(team.store, role, 50));
  return role;
}

async function ask(name: 'list' | 'create' | 'update' | 'remove', request: object, settle: SettleDependencies = team) {
  const answer: unknown = await (roleRoutes(() => settle)[name] as (request: unknown) => unknown)({
    ...{ tenant: team.store.tenant, employee: root, now: noon, sourceIp: '192.0.2.1', requestId: 'request' },
    ...request,
  });
  return isProblem(answer) ? { code: answer.code, answer } : { code: 'done', answer };
}
const fields = (permissions: Permission[] = ['bookings.view']) => ({ name: 'Front desk', colour: '#1d7a5f', permissions });
const create = (body = fields(), more: object = {}) => ask('create', { newId: ulid(noon), body, ...more });
const update = (role: Pick<CustomRole, 'id'>, ifMatch: number, body: object, more: object = {}, settle?: SettleDependencies) =>
  ask('update', { params: { id: role.id }, ifMatch, body, ...more }, settle);
const remove = (role: Pick<CustomRole, 'id'>, more: object = {}) => ask('remove', { params: { id: role.id }, ...more });
const give = (person: Pick<Employee, 'id' | 'version'>, role: Employee['role']) =>
  updateEmployee(
    team,
    { by: root, id: person.id, ifMatch: person.version, now: noon, sourceIp: '192.0.2.1', requestId: 'request' },
    { role },
  );

describe('a role of the business’s own', () => {
  it('is made once however often it is sent, and never as something else', async () => {
    const newId = ulid(noon);
    const both = await Promise.all([create(fields(), { newId }), create(fields(), { newId })]);
    expect(both[0]).toEqual(both[1]);
    expect(await create(fields(['bookings.edit']), { newId })).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await countRoles(team.store)).toBe(1);
    expect((await ask('list', {})).answer).toMatchObject({ items: [{ id: 'admin' }, {}, {}, {}, { id: newId, system: false }] });
    expect(await team.audited()).toEqual(['role.created']);
  });

  it('holds nothing that its author does not', async () => {
    const overrides = { grant: ['roles.manage' as const], deny: [] };
    const lead = await hired('Lead', { role: 'manager', overrides });
    expect(await create(fields(['billing.manage']), { employee: lead })).toMatchObject({ code: 'forbidden' });
    expect(await create(fields(['bookings.view']), { employee: lead })).toMatchObject({ code: 'done' });
    const role = await aRole(['bookings.view']);
    expect(await update(role, 1, { permissions: ['audit.view'] }, { employee: lead })).toMatchObject({ code: 'forbidden' });
    const above = await aRole(['audit.view']);
    expect(await update(above, 1, { permissions: [] }, { employee: lead })).toMatchObject({ code: 'forbidden' });
    const agent = await hired('Agent');
    expect(await create(fields(['bookings.view']), { employee: agent })).toMatchObject({ code: 'forbidden' });
  });

  it('is one of 50 at most, whoever comes at the same moment', async () => {
    for (let made = 0; made < 49; made++) await aRole([]);
    const all = await Promise.all([create(), create(), create()]);
    expect(all.map(({ code }) => code).sort()).toEqual(['done', 'limit-reached', 'limit-reached']);
    expect(await countRoles(team.store)).toBe(50);
  });

  it('changes everybody who has it, and nobody else', async () => {
    const role = await aRole(['bookings.view']);
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => hired(`P${n}`)));
    for (const person of people) await give(person, role.id);
    const other = await hired('Other');
    const before = await team.membershipOf(other);
    expect(await update(role, 1, { permissions: ['bookings.view', 'audit.view'] })).toMatchObject({ answer: { version: 2 } });
    for (const person of people) {
      expect(await team.membershipOf(person)).toMatchObject({ permissions: ['bookings.view', 'audit.view'], roleVersion: 2 });
    }
    expect(await team.membershipOf(other)).toEqual(before);
    expect(await getRole(team.store, role.id)).toMatchObject({ spread: 2, holders: 20 });
  });

  it('that a process died copying is copied to the rest by the next try', async () => {
    const role = await aRole(['bookings.view']);
    const people = await Promise.all(Array.from({ length: 5 }, (_, n) => hired(`P${n}`)));
    for (const person of people) await give(person, role.id);
    const dying = { ...team, platform: crashingAfter(team.platform, 2) };
    await expect(update(role, 1, { permissions: ['audit.view'] }, {}, dying)).rejects.toThrow('crashed');
    expect(await getRole(team.store, role.id)).toMatchObject({ version: 2, spread: 1 });
    await update(role, 2, { permissions: ['audit.view'] });
    expect(await getRole(team.store, role.id)).toMatchObject({ version: 2, spread: 2 });
    for (const person of people) expect(await team.membershipOf(person)).toMatchObject({ permissions: ['audit.view'] });
  });

  it('given to somebody in the moment it changes leaves them with what it gives then', async () => {
    for (let round = 0; round < 5; round++) {
      const role = await aRole(['bookings.view']);
      const person = await hired(`R${round}`);
      await Promise.all([give(person, role.id), update(role, 1, { permissions: ['audit.view'] })]);
      expect(await team.membershipOf(person)).toMatchObject({ role: role.id, permissions: ['audit.view'], roleVersion: 2 });
    }
  });

  it('changes once from what was seen; who is late hears what differs', async () => {
    const role = await aRole(['bookings.view']);
    const both = await Promise.all([update(role, 1, { name: 'One' }), update(role, 1, { name: 'Two' })]);
    expect(both.map(({ code }) => code).sort()).toEqual(['changed', 'done']);
    expect((await update(role, 1, { colour: '#000000' })).answer).toMatchObject({ errors: [{ path: 'name' }] });
  });

  it('that is copied late never takes a newer copy back', async () => {
    const role = await aRole(['bookings.view']);
    const person = await hired('Agent');
    await give(person, role.id);
    await update(role, 1, { permissions: ['audit.view'] });
    await give({ ...person, version: 2 }, 'viewer');
    const now = await team.membershipOf(person);
    await settlePerson(team, person.id);
    expect(await team.membershipOf(person)).toEqual(now);
    expect(now).toMatchObject({ role: 'viewer', version: 3 });
    expect(now).not.toHaveProperty('roleVersion');
  });
});

describe('deleting a role', () => {
  it('works when nobody has it, and makes room for another', async () => {
    const role = await aRole([]);
    expect((await remove(role)).code).toBe('done');
    expect((await remove(role)).code).toBe('not-found');
    expect(await countRoles(team.store)).toBe(0);
  });

  it('is refused while somebody has it, also in the moment it is given', async () => {
    const held = await aRole([]);
    const holder = await hired('Holder');
    await give(holder, held.id);
    expect((await remove(held)).code).toBe('in-use');
    for (let round = 0; round < 5; round++) {
      const role = await aRole([]);
      const person = await hired(`R${round}`);
      const [given, removed] = await Promise.all([give(person, role.id), remove(role)]);
      expect(isProblem(given)).toBe(removed.code === 'done');
      expect((await getRole(team.store, role.id)) === undefined).toBe(removed.code === 'done');
    }
  });
});
