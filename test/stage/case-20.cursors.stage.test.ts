import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Employee } from '../helpers/api.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { uploaded } from '../helpers/uploads.ts';
import { type Belongings, belongingsOf } from '../security/belongings.ts';
import { seeded } from '../security/people.ts';
import { everyRoute, nameOf, routeOf, send } from '../security/requests.ts';

/** Lists that go on with a cursor, and a question that asks them in another way. */
const lists = everyRoute
  .filter((route) => Object.keys(route.query?.shape ?? {}).includes('cursor'))
  // Pages of one customer are of no fixed size: lambdas/customers/export-customer.test.ts tries their cursors.
  .filter(({ path }) => path !== '/v1/customers/{id}/export');
const asked: Readonly<Record<string, string>> = {
  'GET /v1/audit': 'action=invitation.created',
  'GET /v1/employees': 'active=true',
  'GET /v1/media': 'kind=document',
  'GET /v1/platform/businesses': 'status=active',
};

/** Lists that answer a question only. */
const needed: Readonly<Record<string, string>> = { '/v1/search/messages': 'q=canary' };
const askedOf = (path: string, question: string): string => [needed[path], question].map((part) => part && `&${part}`).join('');

let stage: Stage;
let ours: Belongings;
let theirs: Belongings;
let platform: Employee;

const askerOf = (path: string, from: Belongings): Employee => (path.startsWith('/v1/platform/') ? platform : from.admin);

async function cursorOf(path: string, from: Belongings, question = ''): Promise<string> {
  const { status, body } = await askerOf(path, from).call('GET', `${path}?limit=1${askedOf(path, question)}`);
  expect([path, status]).toEqual([path, 200]);
  expect(typeof body.next, `${path} is long enough for two pages`).toBe('string');
  return body.next;
}

const goOn = (path: string, from: Belongings, cursor: string, question = '') =>
  askerOf(path, from).call('GET', `${path}?limit=1&cursor=${encodeURIComponent(cursor)}${askedOf(path, question)}`);

beforeAll(async () => {
  stage = sharedStage();
  platform = await seeded(stage, 'platform-admin');
  [ours, theirs] = [
    await belongingsOf(stage, 'samia', 'canary-of-case-20-ours'),
    await belongingsOf(stage, 'isik', 'canary-of-case-20-theirs'),
  ];
  for (const { admin } of [ours, theirs]) {
    // A second of each, so that every list has two pages.
    const body = { email: `second-${Date.now()}@canary.example`, name: 'Second', role: 'viewer', language: 'en' };
    expect((await send(admin, routeOf('POST /v1/invitations'), { body })).status).toBe(201);
    expect((await send(admin, routeOf('POST /v1/business/exports'))).status).toBeLessThan(300);
    await uploaded(admin, { kind: 'document', mimeType: 'text/plain', bytes: Buffer.from(`Second ${admin.business}`) });
    const visit = { params: { id: admin.business }, body: { reason: 'Looking at cursors' } };
    expect((await send(platform, routeOf('POST /v1/platform/businesses/{id}/impersonation'), visit)).status).toBe(201);
    expect(
      (await send(platform, routeOf('DELETE /v1/platform/businesses/{id}/impersonation'), { params: visit.params })).status,
    ).toBe(204);
  }
}, 120_000);

describe.each(lists.map((route) => [nameOf(route), route.path] as const))('case 20: the cursor of %s', (name, path) => {
  it('goes on where it was given out', async () => {
    const first = await askerOf(path, ours).call('GET', `${path}?limit=1${askedOf(path, '')}`);
    const second = await goOn(path, ours, await cursorOf(path, ours));
    expect(second.status).toBe(200);
    expect(second.body.items).not.toEqual(first.body.items);
  });

  it('with anything changed in it is refused with what to do', async () => {
    const cursor = await cursorOf(path, ours);
    const letters = 'ABCxyz019-_.';
    const change = fc.record({ at: fc.nat(cursor.length - 1), letter: fc.constantFrom(...letters) });
    const changed = fc
      .sample(change, { numRuns: 24, seed: 20 })
      .map(({ at, letter }) => cursor.slice(0, at) + letter + cursor.slice(at + 1));
    const last = cursor.slice(-1);
    // Of the last letter only some bits count: the others must not be free to choose.
    const twin = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map(
      (letter) => cursor.slice(0, -1) + letter,
    );
    const forged = [
      ...changed,
      ...twin,
      cursor.slice(0, -1),
      `${cursor}A`,
      `${cursor}.`,
      cursor.split('.')[0] ?? '',
      '',
      last,
      'null',
      '..',
      '{}',
    ];
    const taken: unknown[] = [];
    for (const one of new Set(forged)) {
      if (one === cursor) continue;
      const { status, body } = await goOn(path, ours, one);
      const refused = status === 400 && body.code === 'invalid-query';
      // Says that it is about the cursor, and to begin again.
      if (!refused || !/cursor|begin|first page/i.test(body.detail)) taken.push([one, status, body]);
    }
    expect(taken).toEqual([]);
  });

  it('of another business is refused', async () => {
    if (path.startsWith('/v1/platform/')) {
      const refused = await platform.call('GET', `${path}?cursor=${encodeURIComponent(await cursorOf('/v1/audit', ours))}`);
      expect(refused.status).toBe(400);
      return;
    }
    const { status, body } = await goOn(path, theirs, await cursorOf(path, ours));
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain(ours.canary);
  });

  it('of another list is refused', async () => {
    const others = lists.filter(
      (other) => other.path !== path && other.path.startsWith('/v1/platform/') === path.startsWith('/v1/platform/'),
    );
    for (const other of others) {
      expect.soft((await goOn(path, ours, await cursorOf(other.path, ours))).status, nameOf(other)).toBe(400);
    }
  });

  it.runIf(asked[name])('of another question is refused', async () => {
    const question = asked[name] ?? '';
    expect((await goOn(path, ours, await cursorOf(path, ours), question)).status).toBe(400);
    expect((await goOn(path, ours, await cursorOf(path, ours, question))).status).toBe(400);
    expect((await goOn(path, ours, await cursorOf(path, ours, question), question)).status).toBe(200);
  });
});

describe('case 20: places in the inbox and in a thread', () => {
  it('of another business open nothing of it, and no place of ours either', async () => {
    const inbox = await theirs.admin.call('GET', '/v1/conversations?limit=1');
    const [{ cursor }] = inbox.body.items;
    const answers = [
      await ours.admin.call('GET', `/v1/conversations?before=${encodeURIComponent(inbox.body.next ?? cursor)}`),
      await ours.admin.call('GET', `/v1/conversations?changedAfter=${encodeURIComponent(cursor)}`),
      await ours.admin.call('GET', `/v1/conversations/${ours.conversation}/messages?before=${theirs.message}`),
      await ours.admin.call('GET', `/v1/conversations/${ours.conversation}/messages?after=${theirs.message}`),
    ];
    for (const { status, body } of answers) {
      expect([200, 400]).toContain(status);
      expect(JSON.stringify(body)).not.toContain(theirs.canary);
      for (const { channelId } of body.items ?? []) expect(channelId).not.toBe(theirs.channel);
    }
  });

  it('that are no places are refused', async () => {
    for (const place of ['x', '{}', '1'.repeat(180), `T#${theirs.admin.business}#INBOX#0`, '9999999999999#']) {
      for (const name of ['before', 'changedAfter']) {
        const { status, body } = await ours.admin.call('GET', `/v1/conversations?${name}=${encodeURIComponent(place)}`);
        expect.soft([status, body.code], `${name}=${place}`).toEqual([400, 'invalid-query']);
      }
    }
  });
});
