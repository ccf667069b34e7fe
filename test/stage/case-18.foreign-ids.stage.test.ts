import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawFiles } from '../helpers/files.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { newUpload } from '../helpers/uploads.ts';
import { type Belongings, belongingsOf, documentOf } from '../security/belongings.ts';
import { newId } from '../security/people.ts';
import { alike, everyRoute, nameOf, type Parts, routeOf, send } from '../security/requests.ts';

/** What the ids in the paths of these routes name: a new route with an id gets its line here. */
const named: Readonly<Record<string, keyof Belongings>> = {
  '/v1/conversations/{id}': 'conversation',
  '/v1/conversations/{id}/messages': 'conversation',
  '/v1/conversations/{id}/read': 'conversation',
  '/v1/conversations/{id}/take-over': 'conversation',
  '/v1/conversations/{id}/hand-back': 'conversation',
  '/v1/conversations/{id}/assign': 'conversation',
  '/v1/conversations/{id}/snooze': 'conversation',
  '/v1/conversations/{id}/resolve': 'conversation',
  '/v1/conversations/{id}/reopen': 'conversation',
  '/v1/conversations/{id}/labels': 'conversation',
  '/v1/conversations/{id}/notes': 'conversation',
  '/v1/conversations/{id}/notes/{messageId}': 'conversation',
  '/v1/conversations/{id}/suggestions/{messageId}/drop': 'conversation',
  '/v1/conversations/{id}/costs': 'conversation',
  '/v1/conversations/{id}/media-links': 'conversation',
  '/v1/conversations/{id}/messages/{messageId}/media/retry': 'conversation',
  '/v1/media/uploads/{uploadId}/complete': 'upload',
  '/v1/media/{fileId}': 'file',
  '/v1/conversations/{id}/messages/{messageId}/transcript': 'conversation',
  '/v1/conversations/{id}/messages/{messageId}/transcript/correction': 'conversation',
  '/v1/customers/{id}': 'customerId',
  '/v1/customers/{id}/export': 'customerId',
  '/v1/customers/{id}/merge/preview': 'customerId',
  '/v1/customers/{id}/merge': 'customerId',
  '/v1/customers/{id}/merges/{other}': 'customerId',
  '/v1/customers/{id}/erasure': 'customerId',
  '/v1/customer-erasures/{id}': 'erasure',
  '/v1/labels/{id}': 'label',
  '/v1/unmatched-statuses/{providerId}': 'unmatched',
  '/v1/canned-responses/{id}': 'cannedResponse',
  '/v1/canned-responses/{id}/uses': 'cannedResponse',
  '/v1/playground/cases/{id}': 'playgroundCase',
  '/v1/knowledge/{id}': 'knowledge',
  '/v1/knowledge/{id}/refresh': 'knowledge',
  '/v1/business/exports/{id}': 'export',
  '/v1/channels/{id}': 'channel',
  '/v1/channels/{id}/check': 'channel',
  '/v1/channels/{id}/access-token': 'channel',
  '/v1/channels/{id}/app-secret': 'channel',
  '/v1/channels/{id}/verify-token': 'channel',
  '/v1/employees/{id}': 'employee',
  '/v1/employees/{id}/deactivate': 'employee',
  '/v1/employees/{id}/reactivate': 'employee',
  '/v1/invitations/{id}': 'invitation',
  '/v1/invitations/{id}/resend': 'invitation',
  '/v1/roles/{id}': 'role',
};
/** Ids that name no part of a business: whose they are is proven with accounts and with the platform. Versions of prompts have numbers. */
const ofNoBusiness = /^\/v1\/(account|platform|prompts)\//;

let stage: Stage;
let ours: Belongings;
let theirs: Belongings;
let before: { rows: Item[]; files: Map<string, string>; sent: string };
const spies: Browser[] = [];

/** Everything of theirs, as it is stored and as it has left the system. Open connections come and go by themselves. */
async function everythingOfTheirs(): Promise<typeof before> {
  const rows = await new RawTable(stage).scan();
  const { business } = theirs.admin;
  return {
    rows: rows.filter(
      ({ pk, sk, ...row }) => JSON.stringify([pk, sk, row.tenant]).includes(business) && !String(pk).endsWith('#CONN'),
    ),
    files: await new RawFiles(stage).list(`tenants/${business}/`),
    sent: JSON.stringify(await stage.control('GET', `/graph/_sent?to=${theirs.customer.waId}`)),
  };
}

beforeAll(async () => {
  stage = sharedStage();
  [ours, theirs] = [
    await belongingsOf(stage, 'samia', 'canary-of-case-18-ours'),
    await belongingsOf(stage, 'isik', 'canary-of-case-18-theirs'),
  ];
  await settled(stage);
  // What is searched follows the table in its own time: the text and the note.
  before = await eventually(
    everythingOfTheirs,
    ({ rows }) => rows.filter(({ pk, x }) => String(pk).includes('#TEXT#') && /theirs/.test(String(x))).length >= 2,
  );
}, 120_000);
afterAll(async () => {
  await Promise.all(spies.map((browser) => browser.close()));
});

const routesWithIds = everyRoute.filter(({ path }) => path.includes('{') && !ofNoBusiness.test(path));

describe('case 18: an id of another business', () => {
  it('is known of every route that takes one', () => {
    const missing = routesWithIds.filter(({ path }) => named[path] === undefined).map(nameOf);
    expect(missing, 'Say what the id names: add a line to `named`, and the thing to test/security/belongings.ts').toEqual([]);
  });

  it.each(routesWithIds.map((route) => [nameOf(route), route] as const))(
    'is answered by %s like one of nobody',
    async (_, route) => {
      const what = named[route.path];
      const [param = ''] = Object.keys(route.params?.shape ?? {});
      const foreign = String(what && theirs[what]);
      // Of the same form, so that nothing but what there is tells them apart.
      const unknown = what === 'unmatched' ? `${foreign}x` : newId();
      const body = route.path.endsWith('/read') ? { upTo: theirs.message } : undefined;
      const params = { messageId: theirs.message, other: theirs.customerId };
      const ask = (id: string) => send(ours.admin, route, { params: { ...params, [param]: id }, ...(body && { body }) });
      const [seen, missing] = [await ask(foreign), await ask(unknown)];
      expect(seen.status).toBe(404);
      expect(alike(seen)).toEqual(alike(missing));
      expect(JSON.stringify(seen.body)).not.toContain(theirs.canary);
    },
  );

  it.each<[what: string, route: string, parts: (from: Belongings | undefined) => Parts]>([
    [
      'an answer to a message',
      'POST /v1/conversations/{id}/messages',
      (from) => ({
        params: { id: ours.conversation },
        body: {
          clientId: clientId(),
          content: { kind: 'text', text: 'x' },
          replyTo: from?.message ?? '1763800000000-nobodys-message',
        },
      }),
    ],
    [
      'a file to send',
      'POST /v1/conversations/{id}/messages',
      (from) => ({
        params: { id: ours.conversation },
        body: { clientId: clientId(), content: { kind: 'document', fileId: from?.file ?? 'f'.repeat(64) } },
      }),
    ],
    [
      'somebody to give a conversation to',
      'POST /v1/conversations/{id}/assign',
      (from) => ({ params: { id: ours.conversation }, body: { from: null, to: from?.employee ?? newId() } }),
    ],
    [
      'somebody to mention',
      'POST /v1/conversations/{id}/notes',
      (from) => ({
        params: { id: ours.conversation },
        body: { clientId: clientId(), text: 'x', mentions: [from?.employee ?? newId()] },
      }),
    ],
    [
      'a label to put on',
      'POST /v1/conversations/{id}/labels',
      (from) => ({ params: { id: ours.conversation }, body: { add: [from?.label ?? newId()] } }),
    ],
    [
      'a customer to merge',
      'POST /v1/customers/{id}/merge/preview',
      (from) => ({ params: { id: ours.customerId }, body: { other: from?.customerId ?? newId() } }),
    ],
    [
      'a role for a colleague',
      'PATCH /v1/employees/{id}',
      (from) => ({ params: { id: ours.employee }, body: { role: from?.role ?? newId() } }),
    ],
    [
      'a role for somebody invited',
      'POST /v1/invitations',
      (from) => ({ body: { email: `${newId()}@canary.example`, name: 'Nour', language: 'en', role: from?.role ?? newId() } }),
    ],
  ])('in a body is answered like one of nobody: %s', async (_, name, parts) => {
    const [seen, missing] = [
      await send(ours.admin, routeOf(name), parts(theirs)),
      await send(ours.admin, routeOf(name), parts(undefined)),
    ];
    expect(seen.status).toBeGreaterThanOrEqual(400);
    expect(alike(seen)).toEqual(alike(missing));
  });

  it('as a filter finds nothing', async () => {
    for (const filter of ['thing', 'by']) {
      for (const id of [theirs.role, theirs.employee]) {
        const listed = await ours.admin.call('GET', `/v1/audit?${filter}=${id}`);
        expect([listed.status, listed.body]).toEqual([200, { items: [] }]);
      }
    }
    const files = await ours.admin.call('GET', `/v1/media?customerId=${theirs.customerId}`);
    expect([files.status, files.body]).toEqual([200, { items: [] }]);
    const items = [{ fileId: theirs.file, variant: 'original' }];
    const links = await ours.admin.call('POST', '/v1/media/links', { items });
    expect([links.status, links.body.items]).toEqual([200, []]);
  });

  it('in the words of another business, and in its bytes, is not known here', async () => {
    for (const path of ['/v1/knowledge-search', '/v1/search/messages', '/v1/search/customers']) {
      const { status, body } = await ours.admin.call('GET', `${path}?q=${theirs.canary}`);
      expect.soft(status, path).toBe(200);
      expect.soft(JSON.stringify(body), path).not.toContain(theirs.canary);
    }
    // Whoever has the bytes already is not asked for them again.
    expect((await newUpload(ours.admin, documentOf(ours.canary))).body).toMatchObject({ fileId: ours.file });
    const { status, body } = await newUpload(ours.admin, documentOf(theirs.canary));
    expect([status, body.fileId, typeof body.post?.url]).toEqual([201, undefined, 'string']);
  });

  it('in a command is answered like one of nobody, and pushes nothing', async () => {
    const spy = await Browser.open(ours.admin);
    spies.push(spy);
    const nobodys = newId();
    const message = { clientId: clientId(), content: { kind: 'text', text: 'x' } };
    const commands = (conversationId: string) => [
      { type: 'view', conversationId },
      { type: 'typing', conversationId },
      { type: 'read', conversationId, upTo: theirs.message },
      { type: 'send', conversationId, message },
    ];
    for (const [index, command] of commands(theirs.conversation).entries()) {
      const [seen, missing] = [await spy.command(command), await spy.command(commands(nobodys)[index] ?? {})];
      expect({ ...seen, requestId: '' }).toEqual({ ...missing, requestId: '' });
    }
    await settled(stage);
    expect(spy.raw.join('')).not.toContain(theirs.canary);
  });

  it('names a file of theirs in vain: an export is found by its own business only', async () => {
    const { body } = await theirs.admin.call('GET', `/v1/business/exports/${theirs.export}`);
    expect(body.files.length).toBeGreaterThan(0);
    for (const { url } of body.files) {
      const good = await fetch(url);
      expect(good.status).toBe(200);
      // The signature is for this one file.
      const other = await fetch(url.replace(theirs.admin.business, ours.admin.business).replace(theirs.export, ours.export));
      expect(other.status).toBe(403);
    }
  });

  it('and nothing of theirs has changed, neither rows nor files, and nothing was sent', async () => {
    await settled(stage);
    const after = await everythingOfTheirs();
    expect(after.rows).toEqual(before.rows);
    expect(after.files).toEqual(before.files);
    expect(after.sent).toEqual(before.sent);
  });
});
