import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientId, Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { mailsTo, password, someAddress, Visitor } from '../helpers/visitor.ts';

const nobody = '01arz3ndektsv4rrffq69g5fav';

let stage: Stage;
let table: RawTable;
let admin: Employee;
beforeAll(async () => {
  stage = sharedStage();
  table = new RawTable(stage);
  admin = await employee(stage, 'samia', 'admin');
});
afterEach(() => stage.failPoints(''));

interface Colleague {
  readonly id: string;
  readonly visitor: Visitor;
  readonly at: Employee;
}

/** Somebody who was invited to Samia and joined, signed in. */
async function colleague(role: string): Promise<Colleague> {
  const email = someAddress();
  const headers = { origin: stage.url, 'idempotency-key': clientId() };
  await admin.call('POST', '/v1/invitations', { email, name: 'Nora', role, language: 'en' }, headers);
  const [letter] = await mailsTo(stage, email);
  const token = /\/join#([\w-]{43})\s/.exec(letter?.text ?? '')?.[1];
  const visitor = new Visitor(stage);
  const joined = await visitor.call('POST', '/v1/joining/accept', { token, name: 'Nora', newPassword: password });
  if (joined.status !== 204) throw new Error(`accept answered ${joined.status} ${JSON.stringify(joined.body)}`);
  await visitor.signIn(email);
  const at = new Employee(stage, visitor.token, admin.business, email, `__Host-fd=${visitor.cookie}`);
  return { id: (await at.call('GET', '/v1/profile')).body.id, visitor, at };
}

/** A change from what is there now. */
async function change(who: Employee, method: string, path: string, body?: unknown) {
  const read = path.replace(/\/(de|re)activate$/, '');
  const { items } = read.startsWith('/v1/roles') ? (await admin.call('GET', '/v1/roles')).body : { items: [] };
  const now = items.find(({ id }: { id: string }) => read.endsWith(id)) ?? (await admin.call('GET', read)).body;
  return who.call(method, path, body, { 'if-match': `"${now.version}"` });
}

async function aRole(permissions: readonly string[]): Promise<string> {
  const body = { name: 'Desk', colour: '#1d7a5f', permissions };
  const made = await admin.call('POST', '/v1/roles', body, { 'idempotency-key': clientId() });
  expect(made.status).toBe(201);
  return made.body.id;
}

describe('somebody who is deactivated', () => {
  it('is refused with the next call, loses the open page within 5 s, and is signed out', async () => {
    const { id, visitor, at } = await colleague('agent');
    const page = await Browser.open(at);
    expect((await at.call('GET', '/v1/conversations')).status).toBe(200);
    expect((await change(admin, 'POST', `/v1/employees/${id}/deactivate`)).body).toMatchObject({ active: false });
    expect((await at.call('GET', '/v1/conversations')).status).toBe(403);
    await eventually(
      () => page.closed,
      (closed) => closed !== undefined,
      { withinMs: 5_000 },
    );
    await eventually(
      () => visitor.refresh(),
      ({ status }) => status === 401,
      { withinMs: 5_000 },
    );
    expect((await change(admin, 'POST', `/v1/employees/${id}/reactivate`)).body).toMatchObject({ active: true });
    expect((await at.call('GET', '/v1/conversations')).status).toBe(200);
  });

  it('is so although the function died before anybody was told', async () => {
    const { id, at } = await colleague('agent');
    expect((await at.call('GET', '/v1/conversations')).status).toBe(200);
    await stage.failPoints('people.before-copy@1');
    expect((await change(admin, 'POST', `/v1/employees/${id}/deactivate`)).status).toBeGreaterThanOrEqual(500);
    await eventually(
      () => at.call('GET', '/v1/conversations'),
      ({ status }) => status === 403,
      { withinMs: 5_000 },
    );
  });
});

describe('a change of what somebody may do', () => {
  it('counts with the next call, in both directions', async () => {
    const { id, at } = await colleague('viewer');
    const sees = async () => (await at.call('GET', '/v1/employees')).status;
    expect(await sees()).toBe(403);
    const grant = { overrides: { grant: ['employees.view'], deny: [] } };
    expect((await change(admin, 'PATCH', `/v1/employees/${id}`, grant)).status).toBe(200);
    expect(await sees()).toBe(200);
    const deny = { role: 'manager', overrides: { grant: ['employees.view'], deny: ['employees.view'] } };
    expect((await change(admin, 'PATCH', `/v1/employees/${id}`, deny)).status).toBe(200);
    expect(await sees()).toBe(403);
  });

  it('by a role counts for everybody who has it, also when the function dies among them', async () => {
    const role = await aRole(['employees.view']);
    const people = [await colleague(role), await colleague(role)];
    const see = () => Promise.all(people.map(async ({ at }) => (await at.call('GET', '/v1/employees')).status));
    expect(await see()).toEqual([200, 200]);
    expect((await change(admin, 'PATCH', `/v1/roles/${role}`, { permissions: ['notes.write'] })).status).toBe(200);
    expect(await see()).toEqual([403, 403]);
    await stage.failPoints('roles.before-copies@1');
    expect(
      (await change(admin, 'PATCH', `/v1/roles/${role}`, { permissions: ['employees.view'] })).status,
    ).toBeGreaterThanOrEqual(500);
    await eventually(see, (statuses) => statuses.every((status) => status === 200), { withinMs: 5_000 });
    expect((await admin.call('DELETE', `/v1/roles/${role}`)).body).toMatchObject({ code: 'in-use' });
  });
});

describe('case 18: people and roles of another business', () => {
  it('answer like nobody’s, and stay as they are', async () => {
    const theirs = await employee(stage, 'isik', 'admin');
    const elsewhere = theirs.business;
    const { items } = (await theirs.call('GET', '/v1/employees')).body;
    const key = { 'idempotency-key': clientId() };
    const made = await theirs.call('POST', '/v1/roles', { name: 'Theirs', colour: '#000000', permissions: [] }, key);
    const before = await table.scan(`T#${elsewhere}#`);
    const ifMatch = { 'if-match': '"1"' };
    const attempts = (person: string, role: string) => [
      admin.call('GET', `/v1/employees/${person}`),
      admin.call('PATCH', `/v1/employees/${person}`, { name: 'Mine' }, ifMatch),
      admin.call('POST', `/v1/employees/${person}/deactivate`, undefined, ifMatch),
      admin.call('POST', `/v1/employees/${person}/reactivate`, undefined, ifMatch),
      admin.call('PATCH', `/v1/roles/${role}`, { name: 'Mine' }, ifMatch),
      admin.call('DELETE', `/v1/roles/${role}`),
      admin.call('DELETE', `/v1/invitations/${person}`),
      admin.call('POST', `/v1/invitations/${person}/resend`, undefined, { origin: stage.url }),
    ];
    const foreign = await Promise.all(attempts(items[0].id, made.body.id));
    const unknown = await Promise.all(attempts(nobody, nobody));
    const plain = foreign.map(({ status, body }) => ({ status, body: { ...body, requestId: '' } }));
    expect(plain.map(({ status }) => status)).toEqual(Array(8).fill(404));
    expect(plain).toEqual(unknown.map(({ status, body }) => ({ status, body: { ...body, requestId: '' } })));
    expect(await table.scan(`T#${elsewhere}#`)).toEqual(before);
  });

  it('cannot be given: a role of another business is no role', async () => {
    const theirs = await employee(stage, 'isik', 'admin');
    const { items } = (await theirs.call('GET', '/v1/roles')).body;
    const { id } = await colleague('viewer');
    for (const role of [items.at(-1).id, nobody]) {
      const given = await change(admin, 'PATCH', `/v1/employees/${id}`, { role });
      expect(given.body).toMatchObject({ code: 'invalid-body' });
    }
  });
});

describe('case 19: a body that says more than it may', () => {
  it.each([
    ['tenantId', '01j0000000000000000000000a'],
    ['id', '01j0000000000000000000000a'],
    ['sub', 'somebody'],
    ['active', true],
    ['permissions', ['audit.view']],
    ['version', 9],
    ['workspaceId', '1'],
  ])('with %s is refused, and changes nothing', async (name, value) => {
    const { id, at } = await colleague('viewer');
    const rows = async () =>
      (await table.scan(`T#${admin.business}#`)).filter(({ sk }) => /^(EMPLOYEE|ROLE|AVATAR)#/.test(String(sk)));
    const before = await rows();
    const answers = [
      await change(admin, 'PATCH', `/v1/employees/${id}`, { name: 'N', [name]: value }),
      await change(at, 'PATCH', `/v1/employees/${id}`, { name: 'N' }),
      await at.call('PATCH', '/v1/profile', { name: 'N', role: 'admin', [name]: value }, { 'if-match': '"1"' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 403, 400]);
    if (name !== 'permissions') {
      const role = { name: 'R', colour: '#000000', permissions: [], [name]: value };
      expect((await admin.call('POST', '/v1/roles', role, { 'idempotency-key': clientId() })).status).toBe(400);
    }
    expect(await rows()).toEqual(before);
  });
});
