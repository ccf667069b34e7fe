import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { mailsTo, password, someAddress, Visitor } from '../helpers/visitor.ts';

const week = 7 * 24 * 3_600_000;

describe('case 31: an invitation', () => {
  let stage: Stage;
  let table: RawTable;
  let admin: Employee;
  let tenant: string;
  beforeAll(async () => {
    stage = sharedStage();
    table = new RawTable(stage);
    admin = await employee(stage, 'samia', 'admin');
    tenant = admin.business;
  });
  afterEach(async () => {
    await stage.failPoints('');
    await stage.clock(0);
  });

  /** The requests of a browser, which say where the app is. */
  const asks = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    admin.call(method, path, body, { origin: stage.url, ...headers });
  const tokensFor = async (email: string) =>
    (await mailsTo(stage, email)).flatMap(({ text }) => /\/join#([\w-]{43})\s/.exec(text)?.[1] ?? []);

  async function invite(given: Record<string, unknown> = {}) {
    const email = someAddress();
    const body = { email, name: 'Nora', role: 'agent', language: 'en', ...given };
    const { status, body: answer } = await asks('POST', '/v1/invitations', body, { 'idempotency-key': clientId() });
    expect([status, answer.state]).toEqual([201, 'open']);
    const [token = ''] = await eventually(
      () => tokensFor(body.email),
      (found) => found.length > 0,
    );
    return { id: String(answer.id), email: body.email, token };
  }

  const accept = (token: string, more: object = {}) =>
    new Visitor(stage).call('POST', '/v1/joining/accept', { token, name: 'Nora', newPassword: password, ...more });
  const join = (who: Visitor, token: string, more: object = {}) =>
    who.call('POST', '/v1/joining/join', { token, name: 'Nora', ...more });
  /** What the business, its registration and its people are, without the log, by key. */
  const people = async (): Promise<Item[]> =>
    (await table.scan()).filter(
      ({ pk, sk }) =>
        (pk === `T#${tenant}#` && /^(EMPLOYEE|INVITATION|ROLE|ADDRESS)#/.test(String(sk))) || sk === `MEMBER#${tenant}`,
    );
  const employeeOf = async (email: string) =>
    (await people()).filter(({ sk, ...row }) => String(sk).startsWith('EMPLOYEE#') && row.email === email);

  async function unchangedBy(work: () => Promise<void>): Promise<void> {
    const before = await people();
    await work();
    expect(await people()).toEqual(before);
  }

  it('makes an account and a colleague with the role it names, from a link that is kept as a hash only', async () => {
    const { email, token } = await invite({ language: 'tr', role: 'viewer' });
    const [letter] = await mailsTo(stage, email);
    expect(letter?.text).toContain('Samia Tarot');
    expect(letter?.text).toContain('7 gün');
    expect((await accept(token)).status).toBe(204);
    const nora = new Visitor(stage);
    expect((await nora.signIn(email)).status).toBe(200);
    const me = await nora.call('GET', '/v1/me');
    expect(me.body.memberships).toMatchObject([{ business: { id: tenant }, role: 'viewer', name: 'Nora' }]);
    const here = { 'x-business-id': tenant };
    expect((await nora.call('GET', '/v1/conversations', undefined, here)).status).toBe(200);
    expect((await nora.call('GET', '/v1/employees', undefined, here)).status).toBe(403);

    const everything = JSON.stringify(await table.scan());
    expect(everything).not.toContain(token);
    expect(everything).toContain(createHash('sha256').update(token).digest('base64url'));
    for (const secret of [token, password, email]) expect(await stage.logs()).not.toContain(secret);
  });

  it('for an address with an account needs its sign-in, and overwrites nothing', async () => {
    const victim = new Visitor(stage);
    const email = await victim.signUp();
    const { token } = await invite({ email });
    expect((await new Visitor(stage).call('POST', '/v1/joining/look-up', { token })).body).toMatchObject({
      email,
      hasAccount: true,
    });
    await unchangedBy(async () => {
      const taken = await accept(token, { newPassword: 'the password of a thief' });
      expect([taken.status, taken.body.code]).toEqual([409, 'account-exists']);
    });
    expect((await new Visitor(stage).signIn(email, 'the password of a thief')).status).toBe(401);
    expect((await new Visitor(stage).signIn(email)).status).toBe(200);

    const other = new Visitor(stage);
    await other.signUp();
    await unchangedBy(async () => {
      expect((await join(new Visitor(stage), token)).status).toBe(401);
      expect((await join(other, token)).body).toMatchObject({ code: 'forbidden' });
    });
    expect((await join(victim, token)).status).toBe(204);
    expect(await employeeOf(email)).toHaveLength(1);
  });

  it('that was used, taken back, replaced or ran out changes nothing', async () => {
    const used = await invite();
    expect((await accept(used.token)).status).toBe(204);
    const revoked = await invite();
    expect((await asks('DELETE', `/v1/invitations/${revoked.id}`)).body).toMatchObject({ state: 'revoked' });
    const replaced = await invite();
    expect((await asks('POST', `/v1/invitations/${replaced.id}/resend`)).body).toMatchObject({ state: 'open' });
    await unchangedBy(async () => {
      for (const { token } of [used, revoked, replaced, { token: 'A'.repeat(43) }]) {
        for (const answer of [await accept(token), await new Visitor(stage).call('POST', '/v1/joining/look-up', { token })]) {
          expect([answer.status, answer.body.code]).toEqual([410, 'invitation-ended']);
        }
      }
    });
    const late = await invite();
    await stage.clock(week + 1_000);
    await unchangedBy(async () => {
      expect((await accept(late.token)).body).toMatchObject({ code: 'invitation-ended' });
    });
  });

  it.each([
    { role: 'admin' },
    { tenantId: '01j0000000000000000000000a' },
    { id: '01j0000000000000000000000a' },
    { permissions: [] },
  ])('is joined as what it says, whatever else a body says: %o', async (more) => {
    const { email, token } = await invite();
    await unchangedBy(async () => {
      expect((await accept(token, more)).body).toMatchObject({ code: 'invalid-body' });
      const body = { email: someAddress(), name: 'Nora', role: 'agent', language: 'en', ...more, sub: 'x' };
      const created = await asks('POST', '/v1/invitations', body, { 'idempotency-key': clientId() });
      expect(created.body).toMatchObject({ code: 'invalid-body' });
    });
    expect((await accept(token)).status).toBe(204);
    expect(await employeeOf(email)).toMatchObject([{ role: 'agent', overrides: { grant: [], deny: [] } }]);
  });

  it('is used once by many at the same moment', async () => {
    const { email, token } = await invite();
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(token)));
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    const found = await employeeOf(email);
    expect(found).toHaveLength(1);
    const copies = (await people()).filter(({ sk, employeeId }) => sk === `MEMBER#${tenant}` && employeeId === found[0]?.id);
    expect(copies).toMatchObject([{ active: true, role: 'agent' }]);
  });

  it.each(['joining.after-account', 'people.before-copy'])(
    'is finished by the next try when the process dies at %s',
    async (point) => {
      const { email, token } = await invite();
      await stage.failPoints(`${point}@1`);
      expect((await accept(token)).status).toBeGreaterThanOrEqual(500);
      await stage.failPoints('');
      // After the second point the worker that follows the table may be faster than the next try.
      expect([204, 410]).toContain((await accept(token)).status);
      const nora = new Visitor(stage);
      expect((await nora.signIn(email)).status).toBe(200);
      expect((await nora.call('GET', '/v1/profile', undefined, { 'x-business-id': tenant })).body).toMatchObject({
        email,
        role: 'agent',
      });
      expect(await employeeOf(email)).toHaveLength(1);
    },
  );
});
