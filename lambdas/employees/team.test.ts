import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { type Employee, getEmployee } from '../_data/employee.ts';
import { seatsUsed } from '../_data/seats.ts';
import { isAdministrator } from '../_people/rights.ts';
import { isProblem } from '../_shared/problem.ts';
import { updateProfile } from './profile.ts';
import { deactivate, reactivate, updateEmployee } from './team.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const change = (by: Employee, target: Employee, ifMatch = target.version) => ({
  by,
  id: target.id,
  ifMatch,
  now: noon,
  sourceIp: '192.0.2.7',
  requestId: 'r-1',
});
const codeOf = (answer: unknown) => (isProblem(answer) ? answer.code : 'done');
const none = { grant: [], deny: [] };

async function pair(role: 'admin' | 'manager' | 'agent' | 'viewer' = 'agent') {
  const team = await aTeam(table);
  return { team, admin: await team.hire('admin'), other: await team.hire(role) };
}
const administrators = async (team: TestTeam, people: readonly Employee[]) => {
  const now = await Promise.all(people.map(({ id }) => getEmployee(team.store, id)));
  return now.filter((one) => one !== undefined && isAdministrator(one)).length;
};

describe('a change of somebody', () => {
  it('counts where sign-in looks as soon as it is answered, and is in the audit log', async () => {
    const { team, admin, other } = await pair();
    const overrides = { grant: ['audit.view' as const], deny: ['conversations.send' as const, 'audit.view' as const] };
    const answer = await updateEmployee(team, change(admin, other), { role: 'manager', overrides });
    expect(answer).toMatchObject({ role: 'manager', overrides, version: 2 });
    const membership = await team.membershipOf(other);
    expect(membership).toMatchObject({ role: 'manager', version: 2, active: true });
    expect(membership?.permissions).toContain('prompts.edit');
    // What is denied is denied whoever grants it.
    for (const denied of overrides.deny) expect(membership?.permissions).not.toContain(denied);
    expect(team.cleared()).toBe(1);
    expect(await team.audited()).toEqual(['employee.updated']);
  });

  it('made from an older version changes nothing, and says what is different', async () => {
    const { team, admin, other } = await pair();
    await updateEmployee(team, change(admin, other), { name: 'Nora' });
    await updateEmployee(team, change(admin, other, 2), { role: 'viewer' });
    const late = await updateEmployee(team, change(admin, other, 2), { name: 'Lina' });
    expect(late).toMatchObject({ code: 'changed', errors: [{ path: 'role' }] });
    const later = await updateEmployee(team, change(admin, other, 1), { name: 'Lina' });
    expect(isProblem(later) && later.errors?.map(({ path }) => path).sort()).toEqual(['name', 'role']);
    expect(await getEmployee(team.store, other.id)).toMatchObject({ name: 'Nora', role: 'viewer', version: 3 });
  });

  it('by several at once is made by one', async () => {
    const { team, admin, other } = await pair();
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const answers = await Promise.all(names.map((name) => updateEmployee(team, change(admin, other), { name })));
    expect(answers.map(codeOf).toSorted()).toEqual([...Array(5).fill('changed'), 'done']);
    expect(await team.audited()).toEqual(['employee.updated']);
  });

  it('answers somebody of another business like nobody', async () => {
    const { team, admin } = await pair();
    const { other: foreign } = await pair();
    expect(codeOf(await updateEmployee(team, change(admin, foreign), { name: 'Mine' }))).toBe('not-found');
  });
});

describe('nobody', () => {
  const staff = { grant: ['employees.manage' as const, 'employees.view' as const], deny: [] };

  it.each([
    ['by a role', { role: 'admin' as const }],
    ['by an exception', { overrides: { grant: ['billing.manage' as const], deny: [] } }],
    [
      'by an exception that is denied for now',
      { overrides: { grant: ['roles.manage' as const], deny: ['roles.manage' as const] } },
    ],
  ])('gives what they do not have %s', async (_, body) => {
    const { team, other } = await pair('viewer');
    const actor = await team.hire('agent', { overrides: staff });
    const before = await team.rows();
    expect(codeOf(await updateEmployee(team, change(actor, other), body))).toBe('forbidden');
    expect(await team.rows()).toEqual(before);
    expect(codeOf(await updateEmployee(team, change(actor, other), { role: 'agent' }))).toBe('done');
  });

  it('gives back what was denied without having it', async () => {
    const { team } = await pair();
    const actor = await team.hire('agent', { overrides: { ...staff, deny: ['conversations.send'] } });
    const target = await team.hire('agent', { overrides: { grant: [], deny: ['conversations.send'] } });
    expect(codeOf(await updateEmployee(team, change(actor, target), { overrides: none }))).toBe('forbidden');
  });

  it.each(['update', 'deactivate'] as const)('who may do less does %s to one who may do more', async (what) => {
    const { team, admin, other } = await pair('manager');
    const actor = await team.hire('agent', { overrides: staff });
    for (const target of [admin, other]) {
      const answer =
        what === 'update' ? updateEmployee(team, change(actor, target), { name: 'X' }) : deactivate(team, change(actor, target));
      expect(codeOf(await answer)).toBe('forbidden');
    }
  });

  it.each([
    ['a higher role', { role: 'manager' as const }],
    ['an exception', { overrides: { grant: [...staff.grant, 'audit.view' as const], deny: ['notes.write' as const] } }],
    [
      'for good what the role gives anyway',
      { overrides: { grant: [...staff.grant, 'notes.write' as const], deny: ['notes.write' as const] } },
    ],
    ['what was denied', { overrides: staff }],
  ])('gives themselves %s', async (_, body) => {
    const { team } = await pair();
    const actor = await team.hire('agent', { overrides: { ...staff, deny: ['notes.write'] } });
    expect(codeOf(await updateEmployee(team, change(actor, actor), body))).toBe('forbidden');
    expect(await getEmployee(team.store, actor.id)).toMatchObject({ version: 1 });
  });

  it('may go on changing people whose right to it was taken away, whatever the request was let in with', async () => {
    const { team, admin, other } = await pair();
    const actor = await team.hire('agent', { overrides: staff });
    const [taken, given] = await Promise.all([
      updateEmployee(team, change(admin, actor), { overrides: none }),
      updateEmployee(team, change(actor, other), { name: 'Too late?' }),
    ]);
    expect(codeOf(taken)).toBe('done');
    expect(['done', 'forbidden']).toContain(codeOf(given));
    const now = await getEmployee(team.store, other.id);
    expect(codeOf(await updateEmployee(team, change(actor, now ?? other), { name: 'Late' }))).toBe('forbidden');
  });
});

describe('the last administrator', () => {
  it.each([
    ['another role', (team: TestTeam, by: Employee) => updateEmployee(team, change(by, by), { role: 'manager' })],
    [
      'an exception',
      (team: TestTeam, by: Employee) =>
        updateEmployee(team, change(by, by), { overrides: { grant: [], deny: ['roles.manage'] } }),
    ],
    ['the end', (team: TestTeam, by: Employee) => deactivate(team, change(by, by))],
  ])('cannot be given %s, and the one before can', async (_, end) => {
    const { team, admin } = await pair();
    await team.hire('admin', { active: false });
    expect(codeOf(await end(team, admin))).toBe('last-admin');
    const second = await team.hire('admin');
    expect(codeOf(await end(team, admin))).toBe('done');
    expect(codeOf(await end(team, second))).toBe('last-admin');
  });

  it('is left when two take each other’s role away at the same moment', async () => {
    for (let round = 0; round < 15; round++) {
      const team = await aTeam(table);
      const [one, two] = [await team.hire('admin'), await team.hire('admin')];
      const end =
        round % 2 === 0
          ? deactivate
          : (...[settle, asked]: Parameters<typeof deactivate>) => updateEmployee(settle, asked, { role: 'agent' });
      const answers = await Promise.all([end(team, change(one, two)), end(team, change(two, one))]);
      expect(answers.map(codeOf).toSorted()[0]).toBe('done');
      expect(await administrators(team, [one, two])).toBe(1);
    }
  });

  it('is left when all of several leave at the same moment', async () => {
    const team = await aTeam(table);
    const people = await Promise.all(Array.from({ length: 5 }, () => team.hire('admin')));
    const answers = await Promise.all(people.map((one) => deactivate(team, change(one, one))));
    expect(answers.map(codeOf).filter((code) => code === 'done')).toHaveLength(4);
    expect(await administrators(team, people)).toBe(1);
  });

  it('is left when each of three takes the next one’s role', async () => {
    const team = await aTeam(table);
    const people = await Promise.all(Array.from({ length: 3 }, () => team.hire('admin')));
    const next = (index: number) => people[(index + 1) % 3] ?? people[0];
    await Promise.all(people.map((one, index) => updateEmployee(team, change(one, next(index) ?? one), { role: 'viewer' })));
    expect(await administrators(team, people)).toBeGreaterThanOrEqual(1);
  });
});

describe('deactivating', () => {
  it('ends the membership at once and gives the seat back, once', async () => {
    const { team, admin, other } = await pair();
    expect(await seatsUsed(team.store)).toBe(2);
    expect(codeOf(await deactivate(team, change(admin, other)))).toBe('done');
    expect(await team.membershipOf(other)).toMatchObject({ active: false, version: 2 });
    expect(codeOf(await deactivate(team, change(admin, other, 2)))).toBe('done');
    expect(await seatsUsed(team.store)).toBe(1);
    expect(await team.audited()).toEqual(['employee.deactivated']);
  });

  it('is undone where the plan has room', async () => {
    const team = await aTeam(table, 'free');
    const [admin, other] = [await team.hire('admin'), await team.hire('agent')];
    await deactivate(team, change(admin, other));
    const [, last] = [await team.hire('agent'), await team.hire('agent')];
    expect(codeOf(await reactivate(team, change(admin, other, 2)))).toBe('limit-reached');
    await deactivate(team, change(admin, last));
    expect(codeOf(await reactivate(team, change(admin, other, 2)))).toBe('done');
    expect(await team.membershipOf(other)).toMatchObject({ active: true, version: 3 });
    expect(await seatsUsed(team.store)).toBe(3);
  });

  it('of somebody who is active again gives no more than before', async () => {
    const { team, admin, other } = await pair('manager');
    await deactivate(team, change(admin, other));
    const less = await team.hire('agent', { overrides: { grant: ['employees.manage'], deny: [] } });
    expect(codeOf(await reactivate(team, change(less, other, 2)))).toBe('forbidden');
  });
});

describe('one’s own profile', () => {
  const png = `data:image/png;base64,${Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)]).toString('base64')}`;

  it('takes a name, a language and a picture, which is a row of its own', async () => {
    const { team, other } = await pair();
    const { id: _, ...asked } = change(other, other);
    expect(await updateProfile(team, asked, { name: 'Nour', language: 'ar', avatar: png })).toMatchObject({
      name: 'Nour',
      avatar: png,
    });
    const row = (await team.rows()).find(({ sk }) => sk === `EMPLOYEE#${other.id}`);
    expect(JSON.stringify(row)).not.toContain('base64');
    expect(await team.membershipOf(other)).toMatchObject({ name: 'Nour' });
    const without = await updateProfile(team, { ...asked, ifMatch: 2 }, { avatar: null });
    expect(without).toMatchObject({ avatar: undefined, version: 3 });
  });

  it.each([
    ['a page', `data:image/png;base64,${Buffer.from('<script>alert(1)</script>').toString('base64')}`],
    [
      'too large',
      `data:image/png;base64,${Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(24 * 1024)]).toString('base64')}`,
    ],
  ])('refuses a picture that is %s', async (_, avatar) => {
    const { team, other } = await pair();
    const { id: __, ...asked } = change(other, other);
    expect(codeOf(await updateProfile(team, asked, { avatar }))).toBe('invalid-body');
  });
});
