import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import type { Employee } from '../_data/employee.ts';
import { findByToken, getInvitation, hashOfToken, invitationLifeMs } from '../_data/invitation.ts';
import { seatsUsed } from '../_data/seats.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { invitationRoutes } from './invitation-routes.ts';

let table: TestTable;
let team: TestTeam;
let root: Employee;
let mails: { to: string; subject: string; text: string }[];
let mailFails: boolean;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  root = await team.hire('admin');
  mails = [];
  mailFails = false;
});

const routes = () =>
  invitationRoutes({
    storeOf: () => team.store,
    platform: table.platform,
    environment: { WEB_ORIGIN: 'https://desk.test' },
    sendMail: async (mail) => {
      if (mailFails) throw new Error('the mail service answered 400');
      mails.push(mail);
    },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 50)),
    cursors: async () => cursorsWith(team.store.tenant),
  });
async function ask(name: 'list' | 'create' | 'resend' | 'revoke', request: object) {
  const answer: unknown = await (routes()[name] as (request: unknown) => unknown)({
    ...{ tenant: team.store.tenant, employee: root, now: noon, sourceIp: '192.0.2.1', requestId: 'request' },
    ...request,
  });
  return isProblem(answer) ? { code: answer.code, answer } : { code: 'done', answer };
}
const body = (email = 'nora@desk.test', role = 'agent') => ({ email, name: 'Nora', role, language: 'en' });
const create = (what = body(), newId = ulid(noon), more: object = {}) => ask('create', { newId, body: what, ...more });
const resend = (id: string, now = noon, more: object = {}) => ask('resend', { params: { id }, now, ...more });
const revoke = (id: string) => ask('revoke', { params: { id } });
const tokens = () => mails.map(({ text }) => /join#([\w-]{43})/.exec(text)?.[1] ?? 'no link');
const seats = () => seatsUsed(team.store);

describe('inviting', () => {
  it('mails one link, which is kept as a hash only, and takes a seat', async () => {
    const id = ulid(noon);
    expect(await create(body(), id)).toMatchObject({ answer: { id, state: 'open', version: 1 } });
    expect(mails).toMatchObject([{ to: 'nora@desk.test' }]);
    const [token = ''] = tokens();
    expect(JSON.stringify(await table.scan())).not.toContain(token);
    expect(await findByToken(table.platform, token)).toMatchObject({ tenant: team.store.tenant, invitationId: id });
    expect(await seats()).toBe(2);
  });

  it('once, with one mail, however often it is sent at the same moment', async () => {
    const id = ulid(noon);
    const all = await Promise.all(Array.from({ length: 5 }, () => create(body(), id)));
    expect(all.map(({ code }) => code)).toEqual(Array(5).fill('done'));
    expect(mails).toHaveLength(1);
    expect(await seats()).toBe(2);
    expect(await create(body('other@desk.test'), id)).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await team.audited()).toEqual(['invitation.created']);
  });

  it('an address twice at the same moment makes one invitation', async () => {
    const both = await Promise.all([create(), create()]);
    expect(both.map(({ code }) => code).sort()).toEqual(['done', 'taken']);
    expect([await seats(), mails.length]).toEqual([2, 1]);
    const agent = await team.hire('agent');
    expect(await create(body(agent.email))).toMatchObject({ code: 'taken' });
  });

  it('gives nobody what its author does not hold', async () => {
    const employee = await team.hire('manager', { overrides: { grant: ['employees.manage'], deny: [] } });
    expect(await create(body('nora@desk.test', 'admin'), ulid(noon), { employee })).toMatchObject({ code: 'forbidden' });
    expect((await create(body('nora@desk.test', 'manager'), ulid(noon), { employee })).code).toBe('done');
    const agent = await team.hire('agent');
    expect(await create(body('other@desk.test'), ulid(noon), { employee: agent })).toMatchObject({ code: 'forbidden' });
    const above = ulid(noon);
    await create(body('above@desk.test', 'admin'), above);
    expect(await resend(above, noon, { employee })).toMatchObject({ code: 'forbidden' });
    expect(await create(body('lost@desk.test', ulid(noon)))).toMatchObject({ code: 'invalid-body' });
  });

  it('takes the last seat of the plan once; what ran out makes room', async () => {
    team = await aTeam(table, 'free');
    root = await team.hire('admin');
    const old = ulid(noon);
    await create(body('old@desk.test'), old);
    const both = await Promise.all([create(body('one@desk.test')), create(body('two@desk.test'))]);
    expect(both.map(({ code }) => code).sort()).toEqual(['done', 'limit-reached']);
    const later = noon + invitationLifeMs;
    await Promise.all(['three', 'four', 'five'].map((name) => create(body(`${name}@desk.test`), ulid(later), { now: later })));
    expect(await seats()).toBe(3);
    expect(await getInvitation(team.store, old)).toMatchObject({ state: 'expired' });
    expect(await resend(old, later)).toMatchObject({ code: 'limit-reached' });
  });

  it('mails strangers only so often a day, although taking back frees the seat', async () => {
    team = await aTeam(table, 'free');
    root = await team.hire('admin');
    const invitedAndTakenBack = async (number: number) => {
      const id = ulid(noon);
      const { code } = await create(body(`stranger-${number}@desk.test`), id);
      if (code === 'done') await revoke(id);
      return code;
    };
    for (let number = 0; number < 19; number++) expect(await invitedAndTakenBack(number)).toBe('done');
    const [one, two] = [ulid(noon), ulid(noon)];
    const both = await Promise.all([create(body('one@desk.test'), one), create(body('two@desk.test'), two)]);
    expect(both.map(({ code }) => code).sort()).toEqual(['done', 'too-many']);
    for (const id of [one, two]) await revoke(id);
    expect(await invitedAndTakenBack(20)).toBe('too-many');
    expect([mails.length, await seats()]).toEqual([20, 1]);
    const tomorrow = noon + 24 * 3_600_000;
    expect((await create(body('one@desk.test'), ulid(tomorrow), { now: tomorrow })).code).toBe('done');
  });

  it('keeps the invitation when its mail is not taken, and repeating it mails a new link', async () => {
    mailFails = true;
    const id = ulid(noon);
    expect(await create(body(), id)).toMatchObject({ code: 'provider-refused' });
    mailFails = false;
    expect((await create(body(), id, { now: noon + 10_000 })).code).toBe('done');
    const [token = ''] = tokens();
    expect(await getInvitation(team.store, id)).toMatchObject({ tokenHash: hashOfToken(token), state: 'open' });
    expect([mails.length, await seats()]).toEqual([1, 2]);
  });
});

describe('sending again', () => {
  it('ends the link before, five times an hour at most', async () => {
    const id = ulid(noon);
    await create(body(), id);
    for (let n = 1; n <= 5; n++) expect(await resend(id, noon + n)).toMatchObject({ code: 'done' });
    expect(await resend(id, noon + 1_001)).toMatchObject({ code: 'too-many', answer: { retryAfter: 3_599 } });
    expect((await resend(id, noon + 3_600_006)).code).toBe('done');
    expect(new Set(tokens()).size).toBe(7);
    expect(await getInvitation(team.store, id)).toMatchObject({ tokenHash: hashOfToken(tokens().at(-1) ?? '') });
    expect(await seats()).toBe(2);
  });

  it('revives one that ran out, and none that was taken back', async () => {
    const id = ulid(noon);
    await create(body(), id);
    const later = noon + invitationLifeMs + 1;
    expect(await resend(id, later)).toMatchObject({
      answer: { state: 'open', expiresAt: new Date(later + invitationLifeMs).toISOString() },
    });
    expect(await revoke(id)).toMatchObject({ answer: { state: 'revoked' } });
    expect(await resend(id, later)).toMatchObject({ code: 'invitation-ended' });
  });
});

describe('taking back', () => {
  it('frees the seat and the address, once', async () => {
    const id = ulid(noon);
    await create(body(), id);
    const all = await Promise.all([revoke(id), revoke(id), revoke(id)]);
    expect(all.map(({ code }) => code)).toEqual(['done', 'done', 'done']);
    expect(await seats()).toBe(1);
    // Both in the same millisecond, so that the log has no order between them.
    expect((await team.audited()).toSorted()).toEqual(['invitation.created', 'invitation.revoked']);
    expect((await create()).code).toBe('done');
    expect(await revoke(ulid(noon))).toMatchObject({ code: 'not-found' });
  });
});

it('lists invitations newest first, ended ones as what they are', async () => {
  const [first, second] = [ulid(noon), ulid(noon + 1)];
  await create(body('one@desk.test'), first);
  await create(body('two@desk.test'), second, { now: noon + 1 });
  await revoke(second);
  const { answer } = await ask('list', { query: { limit: 10 }, now: noon + invitationLifeMs });
  expect(answer).toMatchObject({
    items: [
      { id: second, state: 'revoked' },
      { id: first, state: 'expired' },
    ],
  });
  expect(JSON.stringify(answer)).not.toMatch(/tokenHash|madeFrom/);
});

describe('a long list of invitations', () => {
  const page = async (limit: number, cursor?: string) => {
    const { answer } = await ask('list', { query: { limit, ...(cursor !== undefined && { cursor }) } });
    return answer as { items: { id: string }[]; next?: string; code?: string };
  };

  it('comes page by page, each invitation once, also when somebody is invited meanwhile', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const id = ulid(noon + n);
      await create(body(`${n}@desk.test`), id, { now: noon + n });
      ids.unshift(id);
    }
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const { items, next } = await page(3, cursor);
      seen.push(...items.map(({ id }) => id));
      sizes.push(items.length);
      if (first) await create(body('late@desk.test'), ulid(noon + 60_000), { now: noon + 60_000 });
      cursor = next;
    }
    expect(seen).toEqual(ids);
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('ends with its last page, also when that is full', async () => {
    for (let n = 0; n < 4; n++) await create(body(`${n}@desk.test`), ulid(noon + n), { now: noon + n });
    const first = await page(2);
    const second = await page(2, first.next);
    expect(second.items).toHaveLength(2);
    expect(second.next).toBeUndefined();
  });

  it('takes no place that was changed by hand', async () => {
    for (let n = 0; n < 3; n++) await create(body(`${n}@desk.test`), ulid(noon + n), { now: noon + n });
    const { next = '' } = await page(1);
    const forged = next.slice(0, -2) + (next.endsWith('AA') ? 'BB' : 'AA');
    expect(await ask('list', { query: { limit: 1, cursor: forged } })).toMatchObject({ code: 'invalid-query' });
  });
});
