import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { dial } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { Visitor } from '../helpers/visitor.ts';

const grace = 30_000;

describe('a session cookie', () => {
  let stage: Stage;
  let table: RawTable;
  let browser: Visitor;
  let email: string;
  const open: WebSocket[] = [];
  beforeAll(async () => {
    stage = sharedStage();
    table = new RawTable(stage);
    browser = new Visitor(stage);
    email = await browser.signUp();
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.terminate();
    await stage.clock(0);
  });

  async function signedIn(): Promise<Visitor> {
    const one = new Visitor(stage);
    expect((await one.signIn(email)).status).toBe(200);
    return one;
  }

  /** The person works for a business, as after an invitation. */
  async function employ(): Promise<string> {
    const { sub } = JSON.parse(Buffer.from(browser.token.split('.')[1] ?? '', 'base64url').toString());
    const tenant = stage.business('isik').id;
    const employeeId = String((await table.scan(`T#${tenant}#`)).find(({ sk }) => String(sk).startsWith('EMPLOYEE#'))?.id);
    const member = { sub, tenant, employeeId, name: 'Nora', email, role: 'agent', permissions: ['conversations.view'] };
    await table.put({ pk: `USER#${sub}`, sk: `MEMBER#${tenant}` }, { ...member, active: true, version: 1 });
    return tenant;
  }

  async function connect(who: Visitor, tenant: string): Promise<{ readonly closed: () => boolean } | number> {
    const { status, body } = await who.call('POST', '/v1/realtime/ticket', undefined, { 'x-business-id': tenant });
    if (status !== 201) return status;
    const socket = await dial(body, stage.url);
    if (typeof socket === 'number') return socket;
    open.push(socket);
    return { closed: () => socket.readyState === socket.CLOSED };
  }

  it('serves two tabs that refresh with it at the same moment', async () => {
    const tabs = await signedIn();
    const { cookie } = tabs;
    const answers = await Promise.all([tabs.refresh(cookie), tabs.refresh(cookie), tabs.refresh(cookie)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    // What is left of its time may be a second less in a later answer.
    const given = answers.map(({ headers }) => headers.getSetCookie().map((cookie) => cookie.replace(/Max-Age=\d+/, '')));
    expect(given).toEqual([[expect.stringContaining('__Host-fd=')], given[0], given[0]]);
    expect((await tabs.refresh()).status).toBe(200);
  });

  it('is replaced for a browser that the answer did not reach, so that it can come back a day later', async () => {
    const phone = await signedIn();
    const { cookie } = phone;
    await phone.refresh();
    const reached = phone.cookie;
    phone.cookie = cookie;
    expect((await phone.refresh()).status).toBe(200);
    expect(phone.cookie).toBe(reached);
    await stage.clock(24 * 3_600_000);
    expect((await phone.refresh()).status).toBe(200);
  });

  it('that was copied ends the session for both once it comes back, and closes its open pages', async () => {
    const tenant = await employ();
    const [owner, bystander] = [await signedIn(), await signedIn()];
    const thief = new Visitor(stage);
    thief.cookie = owner.cookie;
    thief.token = owner.token;
    const page = await connect(owner, tenant);
    const other = await connect(bystander, tenant);
    if (typeof page === 'number' || typeof other === 'number') throw new Error('no WebSocket');
    expect((await owner.refresh()).status).toBe(200);
    await stage.clock(grace + 1_000);
    expect(await thief.refresh()).toMatchObject({ status: 401, body: { code: 'session-expired' } });
    await eventually(page.closed, (closed) => closed, { withinMs: 5_000 });
    expect(other.closed()).toBe(false);
    const { cookie } = owner;
    expect((await owner.refresh()).status).toBe(401);
    // The access token still counts for minutes; it opens no WebSocket, with the cookie of the ended session or without one.
    expect(await connect(owner, tenant)).toBe(401);
    owner.cookie = cookie;
    expect(await connect(owner, tenant)).toBe(401);
    expect(await stage.logs('session')).toContain('a copied session cookie was used');
    expect((await bystander.refresh()).status).toBe(200);
  });

  it('is worth nothing once its session was ended from another browser', async () => {
    const tenant = await employ();
    const [lost, phone] = [await signedIn(), new Visitor(stage, 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1')];
    await phone.signIn(email);
    const page = await connect(lost, tenant);
    if (typeof page === 'number') throw new Error('no WebSocket');
    const [id] = lost.cookie.split('.');
    const { body } = await phone.call('GET', '/v1/account/sessions');
    expect(body.items.find((one: { current: boolean }) => one.current)).toMatchObject({ device: 'Safari on iPhone' });
    expect(body.items.find((one: { id: string }) => one.id === id)).toMatchObject({ device: 'Chrome on Windows' });
    expect((await phone.call('DELETE', `/v1/account/sessions/${id}`)).status).toBe(204);
    await eventually(page.closed, (closed) => closed, { withinMs: 5_000 });
    const { cookie } = lost;
    expect((await lost.refresh()).status).toBe(401);
    expect(await connect(lost, tenant)).toBe(401);
    lost.cookie = cookie;
    expect(await connect(lost, tenant)).toBe(401);
    expect((await phone.call('DELETE', `/v1/account/sessions/${id}`)).status).toBe(404);
    expect((await phone.refresh()).status).toBe(200);
  });

  it('of somebody else cannot be ended', async () => {
    const [id] = browser.cookie.split('.');
    const stranger = new Visitor(stage);
    await stranger.signUp();
    const answer = await stranger.call('DELETE', `/v1/account/sessions/${id}`);
    const unknown = await stranger.call('DELETE', `/v1/account/sessions/${randomUUID().slice(0, 22)}`);
    expect([answer.status, answer.body.code]).toEqual([404, unknown.body.code]);
    expect((await browser.refresh()).status).toBe(200);
  });
});
