import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RoleId } from '../../contract/ids.ts';
import type { Permission } from '../../contract/permissions.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { type Employee, employeeChange, employeesOf } from '../_data/employee.ts';
import { getInvitation, type Invitation, invitationLifeMs } from '../_data/invitation.ts';
import { getRegistration, putRegistration } from '../_data/registration.ts';
import { type CustomRole, getRole, roleAdded } from '../_data/role.ts';
import { seatsUsed } from '../_data/seats.ts';
import { transact } from '../_data/transact.ts';
import { type Inviting, invite, resend } from '../_people/invite.ts';
import { isProblem } from '../_shared/problem.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { revoke } from '../invitations/revoke.ts';
import { joiningRoutes } from './joining-routes.ts';

let table: TestTable;
let team: TestTeam;
let root: Employee;
let links: string[];
let answerLost: boolean;
/** Accounts of the user pool: `sub` and password by e-mail address. */
let accounts: Map<string, { sub: string; password: string }>;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  root = await hired('Root', { role: 'admin' });
  links = [];
  accounts = new Map();
  answerLost = false;
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

const routes = (through: PlatformTable = table.platform) =>
  joiningRoutes({
    platform: through,
    storeOf: (tenant) => ({ ...through, tenant }),
    forgetDecisions: team.forgetDecisions,
    accounts: {
      find: async (email) => accounts.get(email)?.sub,
      emailOf: async (sub) => [...accounts].find(([, account]) => account.sub === sub)?.[0],
      async create(email, password) {
        if (accounts.has(email)) return 'exists';
        if (password === 'aaaaaaaaaaaa') return 'password-policy';
        accounts.set(email, { sub: `account of ${email}`, password });
        if (answerLost) {
          answerLost = false;
          throw new Error('the answer was lost');
        }
        return { sub: `account of ${email}` };
      },
    },
  });
async function ask(name: 'lookUp' | 'accept' | 'join', request: object, through?: PlatformTable) {
  const answer: unknown = await (routes(through)[name] as (request: unknown) => unknown)({
    ...{ now: noon, sourceIp: '192.0.2.1', requestId: 'request' },
    ...request,
  });
  return isProblem(answer) ? { code: answer.code, answer } : { code: 'done', answer };
}
const accept = (token: string, { at = noon, newPassword = 'a long password', through = table.platform } = {}) =>
  ask('accept', { body: { token, name: 'Nora', newPassword }, now: at }, through);
const join = (token: string, sub: string) => ask('join', { body: { token, name: 'Nora' }, sub });
const lookUp = (token: string, at = noon) => ask('lookUp', { body: { token }, now: at });

const inviting = (): Inviting => ({
  ...{ store: team.store, platform: team.platform, origin: 'https://desk.test' },
  sendMail: async ({ text }) => void links.push(/#([\w-]{43})/.exec(text)?.[1] ?? 'no link'),
  pause: async () => {},
});
const by = (author = root) => ({ author: { type: 'employee' as const, id: author.id, name: author.name }, now: noon });
async function invited(role: Invitation['role'] = 'agent', author = root, email = 'nora@desk.test') {
  const wanted = { id: ulid(noon), email, name: 'Nora', role, language: 'en' as const, madeFrom: 'request' };
  const invitation = await invite(inviting(), wanted, by(author));
  if (isProblem(invitation)) throw new Error(invitation.code);
  return { ...invitation, token: links.at(-1) ?? '' };
}
async function noras() {
  const found: Employee[] = [];
  for await (const one of employeesOf(team.store)) if (one.email === 'nora@desk.test') found.push(one);
  return found;
}

describe('an invitation', () => {
  it('shows whose it is, and makes an account and an employee of who accepts it', async () => {
    const { token, id } = await invited();
    expect(await lookUp(token)).toMatchObject({
      answer: { business: 'Samia Tarot', email: 'nora@desk.test', hasAccount: false, language: 'en' },
    });
    expect(await accept(token)).toMatchObject({ code: 'done' });
    const [nora] = await noras();
    expect(nora).toMatchObject({ role: 'agent', sub: 'account of nora@desk.test', active: true });
    expect(nora && (await team.membershipOf(nora))).toMatchObject({ employeeId: nora?.id, active: true, version: 1 });
    expect(await getInvitation(team.store, id)).toMatchObject({ state: 'accepted', employeeId: nora?.id });
    expect(await seatsUsed(team.store)).toBe(2);
    expect((await team.audited()).sort()).toEqual(['employee.joined', 'invitation.created']);
  });

  it('is accepted once, however many try at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      team = await aTeam(table);
      root = await hired('Root', { role: 'admin' });
      accounts.clear();
      const { token } = await invited();
      const all = await Promise.all(Array.from({ length: 8 }, () => accept(token)));
      for (const { code } of all) expect(['done', 'invitation-ended', 'account-exists', 'conflict', 'taken']).toContain(code);
      expect(await noras()).toHaveLength(1);
      expect(await seatsUsed(team.store)).toBe(2);
      expect((await team.audited()).filter((action) => action === 'employee.joined')).toHaveLength(1);
      expect((await accept(token)).code).toBe('invitation-ended');
    }
  });

  it('never touches an account that was there before: its owner signs in and joins', async () => {
    accounts.set('nora@desk.test', { sub: 'before', password: 'her own' });
    const { token } = await invited();
    expect(await lookUp(token)).toMatchObject({ answer: { hasAccount: true } });
    expect((await accept(token)).code).toBe('account-exists');
    expect(accounts.get('nora@desk.test')).toEqual({ sub: 'before', password: 'her own' });
    expect(await noras()).toEqual([]);
    expect((await join(token, 'somebody else')).code).toBe('forbidden');
    expect((await join(token, 'before')).code).toBe('done');
    expect(await noras()).toMatchObject([{ sub: 'before' }]);
  });

  it('that was taken back, ran out, was replaced or never was lets nobody in', async () => {
    const taken = await invited();
    await revoke(team.store, taken.id, by());
    expect((await accept(taken.token)).code).toBe('invitation-ended');
    const { token, id } = await invited();
    expect((await accept(token, { at: noon + invitationLifeMs })).code).toBe('invitation-ended');
    expect((await lookUp(token, noon + invitationLifeMs)).code).toBe('invitation-ended');
    await resend(inviting(), id, by());
    expect((await accept(token)).code).toBe('invitation-ended');
    expect((await accept('A'.repeat(43))).code).toBe('invitation-ended');
    expect([await noras(), accounts.size]).toEqual([[], 0]);
    expect((await accept(links.at(-1) ?? '')).code).toBe('done');
  });

  it('taken back in the moment of its use is one or the other', async () => {
    for (let round = 0; round < 5; round++) {
      team = await aTeam(table);
      root = await hired('Root', { role: 'admin' });
      accounts.clear();
      const { token, id } = await invited();
      const [joined, revoked] = await Promise.all([accept(token), revoke(team.store, id, by())]);
      const state = (await getInvitation(team.store, id))?.state;
      expect(joined.code).toBe(state === 'accepted' ? 'done' : 'invitation-ended');
      expect(isProblem(revoked)).toBe(state === 'accepted');
      expect(await noras()).toHaveLength(state === 'accepted' ? 1 : 0);
      expect(await seatsUsed(team.store)).toBe(state === 'accepted' ? 2 : 1);
    }
  });

  it('counts only as long as who sent it may give the role', async () => {
    const lead = await hired('Lead', { role: 'admin' });
    const { token } = await invited('admin', lead);
    // May still invite people, and no administrators.
    const less = { role: 'manager' as const, overrides: { grant: ['employees.manage' as const], deny: [] } };
    await transact(team.store, [employeeChange(team.store, lead, less).write]);
    expect((await accept(token)).code).toBe('invitation-ended');
    expect(await noras()).toEqual([]);
  });

  it('waits while its business is suspended, and ends with it', async () => {
    const { token } = await invited();
    const registration = await getRegistration(team.platform, team.store.tenant);
    if (!registration) throw new Error('no business');
    await putRegistration(team.platform, { ...registration, status: 'suspended' });
    expect((await accept(token)).code).toBe('business-suspended');
    await putRegistration(team.platform, { ...registration, status: 'deleting' });
    expect((await accept(token)).code).toBe('invitation-ended');
    await putRegistration(team.platform, registration);
    expect((await accept(token)).code).toBe('done');
  });

  it('is joined with the account it made, when the answer to making it was lost', async () => {
    const { token } = await invited();
    answerLost = true;
    await expect(accept(token)).rejects.toThrow('lost');
    expect(await noras()).toEqual([]);
    expect((await accept(token, { at: noon + 15 * 60_000 })).code).toBe('account-exists');
    expect((await accept(token, { newPassword: 'another password' })).code).toBe('done');
    expect(accounts.get('nora@desk.test')?.password).toBe('a long password');
    expect(await noras()).toHaveLength(1);
  });

  it('is still open after a password that is too easy', async () => {
    const { token } = await invited();
    expect(await accept(token, { newPassword: 'aaaaaaaaaaaa' })).toMatchObject({ code: 'invalid-body' });
    expect((await accept(token)).code).toBe('done');
  });

  it.each([1, 2, 3])('is finished by a second try when the process dies after its write %i', async (nth) => {
    const { token } = await invited();
    await expect(accept(token, { through: crashingAfter(table.platform, nth) })).rejects.toThrow('crashed');
    const second = await accept(token);
    // After the last write everything is done, and the link is simply used.
    expect(second.code).toBe(nth === 3 ? 'invitation-ended' : 'done');
    const [nora, ...more] = await noras();
    expect(more).toEqual([]);
    expect(nora && (await team.membershipOf(nora))).toMatchObject({ active: true });
    expect(await seatsUsed(team.store)).toBe(2);
  });
});

describe('somebody who worked here before', () => {
  it('comes back as who they were, with the role of the invitation only', async () => {
    const role = await aRole(['bookings.view']);
    const overrides = { grant: ['audit.view' as const], deny: [] };
    const former = await hired('Nora', { role: 'agent', active: false, overrides });
    accounts.set('nora@desk.test', { sub: former.sub, password: 'her own' });
    const { token } = await invited(role.id);
    expect(await getRole(team.store, role.id)).toMatchObject({ holders: 1 });
    expect((await join(token, former.sub)).code).toBe('done');
    expect(await noras()).toMatchObject([{ id: former.id, role: role.id, active: true, overrides: { grant: [], deny: [] } }]);
    expect(await team.membershipOf(former)).toMatchObject({ permissions: ['bookings.view'], active: true });
    expect(await getRole(team.store, role.id)).toMatchObject({ holders: 1 });
  });
});

it('of one business makes nobody an employee of another', async () => {
  const { token } = await invited();
  const elsewhere = table.of(aTenant());
  expect((await accept(token)).code).toBe('done');
  expect((await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${elsewhere.tenant}#`))).toEqual([]);
});
