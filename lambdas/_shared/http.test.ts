import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { routes } from '../../contract/route.ts';
import { api } from './http.ts';
import { changed } from './http-versions.ts';
import { problem, tooMany } from './problem.ts';

const Id = z.string().regex(/^[a-z]{3}$/);
const things = routes('things', {
  list: {
    method: 'GET',
    path: '/v1/things',
    access: 'conversations.view',
    summary: '',
    query: z.strictObject({ limit: z.coerce.number().int().max(100).default(50) }),
    response: z.array(z.number()),
  },
  get: {
    method: 'GET',
    path: '/v1/things/{id}',
    access: 'member',
    summary: '',
    params: z.object({ id: Id }),
    response: z.string(),
  },
  add: {
    method: 'POST',
    path: '/v1/things',
    access: 'conversations.send',
    summary: '',
    body: z.strictObject({ text: z.string() }),
    response: z.object({ by: z.string() }),
    status: 201,
  },
  mine: { method: 'GET', path: '/v1/mine', access: 'signed-in', summary: '', response: z.string() },
  leave: { method: 'POST', path: '/v1/leave', access: 'public', summary: '' },
  make: {
    method: 'POST',
    path: '/v1/made',
    access: 'member',
    summary: '',
    creates: true,
    response: z.object({ id: z.string(), version: z.int() }),
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/v1/made',
    access: 'member',
    summary: '',
    ifMatch: true,
    response: z.object({ version: z.int() }),
  },
  look: { method: 'POST', path: '/v1/looks', access: 'member', summary: '', reads: true, whileDeleting: true },
  table: { method: 'GET', path: '/v1/table', access: 'platform', summary: '', response: z.string(), responseType: 'text/csv' },
});

const handler = api(things, {
  list: ({ query }) => [query.limit],
  get: ({ params }) => {
    if (params.id === 'abc') return 'found';
    return params.id === 'xyz' ? problem('not-found', 'gone') : tooMany('Wait.', 59_001);
  },
  add: ({ body, employee, tenant }) => {
    if (body.text === 'boom') throw new Error('secret of the inside');
    return { by: `${employee.name} ${tenant} ${body.text}` };
  },
  mine: ({ sub }) => sub,
  leave: ({ setCookie, cookies }) => {
    setCookie({ name: 'seen', value: cookies.get('fd') ?? 'none', maxAge: 0 });
    return undefined;
  },
  make: ({ newId }) => ({ id: newId, version: 1 }),
  change: ({ ifMatch }) => (ifMatch === 7 ? { version: 8 } : changed(['name'])),
  look: () => undefined,
  table: ({ name }) => `who\r\n${name}\r\n`,
});

const tenant = '01j00000000000000000000000';
const signedIn = { sub: 'sub-1', until: String(Date.now() + 60 * 60_000) };
const member = {
  ...signedIn,
  tenant,
  employeeId: '01j00000000000000000000001',
  name: encodeURIComponent('Işık "علي"'),
  permissions: 'conversations.view conversations.send',
};

interface Asked {
  readonly method?: string;
  readonly resource?: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string[]>;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
  readonly authorizer?: Record<string, string> | undefined;
}

async function ask({ method = 'GET', resource = '/v1/things', headers = {}, body, authorizer = member, ...more }: Asked) {
  const event = {
    httpMethod: method,
    resource,
    pathParameters: more.params ?? null,
    multiValueQueryStringParameters: more.query ?? null,
    multiValueHeaders: Object.fromEntries(Object.entries({ Host: 'app.example', ...headers }).map(([k, v]) => [k, [v].flat()])),
    headers: {},
    body: body === undefined ? null : typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== undefined && typeof body !== 'string',
    requestContext: { requestId: 'request-1', requestTimeEpoch: Date.now(), authorizer },
  } as unknown as APIGatewayProxyEvent;
  const { statusCode, headers: out, multiValueHeaders, body: text } = await handler(event, {} as Context);
  return {
    status: statusCode,
    headers: out,
    cookies: multiValueHeaders?.['set-cookie'],
    body: text && (out?.['content-type']?.toString().includes('csv') ? text : JSON.parse(text)),
  };
}

const json = { 'Content-Type': 'application/json' };
const add = (asked: Asked) => ask({ method: 'POST', headers: json, body: '{"text":"hi"}', ...asked });

let lines: string[];
beforeEach(() => {
  lines = [];
  const write = (chunk: unknown) => lines.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => vi.restoreAllMocks());

describe('answers', () => {
  it('hands the caller and the parsed request to the handler, and its value to the client', async () => {
    expect(await add({})).toEqual({
      status: 201,
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
      },
      cookies: undefined,
      body: { by: `Işık "علي" ${tenant} hi` },
    });
  });
  it('fills in defaults of the query', async () => {
    expect((await ask({})).body).toEqual([50]);
    expect((await ask({ query: { limit: ['7'] } })).body).toEqual([7]);
  });
  it('is 204 without a body when the contract names no response, and carries cookies', async () => {
    const answer = await ask({ method: 'POST', resource: '/v1/leave', authorizer: {}, headers: { Cookie: 'x=1; fd=abc' } });
    expect(answer.status).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.headers).not.toHaveProperty('content-type');
    expect(answer.cookies).toEqual(['seen=abc; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict']);
  });
  it('is a problem document for a problem', async () => {
    const answer = await ask({ resource: '/v1/things/{id}', params: { id: 'xyz' } });
    expect(answer.status).toBe(404);
    expect(answer.headers?.['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.body).toEqual({
      type: '/problems/not-found',
      code: 'not-found',
      title: 'There is nothing here',
      status: 404,
      detail: 'gone',
      requestId: 'request-1',
    });
  });
  it('says after how many seconds it is worth trying again', async () => {
    const answer = await ask({ resource: '/v1/things/{id}', params: { id: 'abd' } });
    expect([answer.status, answer.headers?.['retry-after']]).toEqual([429, '60']);
  });
  it('decodes path parameters, which arrive percent-encoded', async () => {
    expect((await ask({ resource: '/v1/things/{id}', params: { id: '%61bc' } })).body).toBe('found');
  });
  it('is 404 for a malformed id and for broken percent-encoding, as for an unknown one', async () => {
    for (const id of ['ABCD', '%', '%FF', '']) {
      expect((await ask({ resource: '/v1/things/{id}', params: { id } })).body.code).toBe('not-found');
    }
  });
  it('is 404 for a route it does not serve', async () => {
    expect((await ask({ method: 'DELETE' })).body.code).toBe('unknown-route');
    expect((await ask({ resource: '/v1/other' })).body.code).toBe('unknown-route');
  });
  it('is 500 without the reason when a handler throws, and the reason is in the log', async () => {
    const answer = await add({ body: '{"text":"boom"}' });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'internal', requestId: 'request-1' });
    expect(JSON.stringify(answer)).not.toContain('secret of the inside');
    expect(lines.some((line) => line.includes('secret of the inside') && line.includes('request-1'))).toBe(true);
  });
});

describe('access', () => {
  it('is refused without the permission of the route', async () => {
    const answer = await add({ authorizer: { ...member, permissions: 'conversations.view' } });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('conversations.send');
  });
  it('takes no permission that the platform does not know, nor a part of one', async () => {
    for (const permissions of [
      '',
      'conversations',
      'conversations.sendx',
      'CONVERSATIONS.SEND',
      'conversations.view,conversations.send',
    ]) {
      expect((await add({ authorizer: { ...member, permissions } })).status).toBe(403);
    }
  });
  it('needs an authorizer that ran, and a membership for a business', async () => {
    expect((await ask({ authorizer: {} })).status).toBe(401);
    expect((await ask({ authorizer: signedIn })).status).toBe(403);
    expect((await ask({ resource: '/v1/mine', authorizer: signedIn })).body).toBe('sub-1');
    expect((await ask({ resource: '/v1/mine', authorizer: {} })).status).toBe(401);
    expect((await ask({ resource: '/v1/mine', authorizer: { sub: 'sub-1' } })).status).toBe(401);
    expect((await ask({ authorizer: { ...member, tenant: '*' } })).status).toBe(403);
  });
  it('ends with the token or the visit it was decided on, however long API Gateway keeps the decision', async () => {
    for (const until of [String(Date.now() - 1), '0', '', 'soon']) {
      expect(await ask({ authorizer: { ...member, until } })).toMatchObject({ status: 401, body: { code: 'signed-out' } });
      expect((await ask({ resource: '/v1/mine', authorizer: { ...signedIn, until } })).status).toBe(401);
    }
    expect((await ask({ authorizer: { ...member, until: String(Date.now() + 5_000) } })).status).toBe(200);
  });
  it('is decided before the request is looked at', async () => {
    expect((await add({ authorizer: { ...member, permissions: '' }, body: 'not json' })).status).toBe(403);
  });
});

describe('bad requests', () => {
  it.each([
    ['a form of another site can send it', { 'Content-Type': 'text/plain' }],
    ['no type', {}],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['JSON in the middle', { 'Content-Type': 'text/plain; application/json' }],
    ['two types', { 'Content-Type': ['application/json', 'text/plain'] }],
  ])('refuses a content type: %s', async (_, headers) => {
    expect((await add({ headers })).body.code).toBe('bad-request');
  });
  it('takes application/json with charset in any case', async () => {
    expect((await add({ headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } })).status).toBe(201);
  });
  it.each([
    ['not JSON', '{'],
    ['empty', ''],
    ['wrong type', '{"text":1}'],
    ['unknown field', '{"text":"a","tenantId":"x"}'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('refuses a body: %s', async (_, body) => {
    const answer = await add({ body });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid-body');
  });
  it('names the fields of a bad body, and logs nothing of it', async () => {
    const answer = await add({ body: '{"text":"a","intruder":"canary-1"}' });
    expect(answer.body.errors[0].message).toContain('intruder');
    expect(lines.join()).not.toContain('canary-1');
  });
  it('reads a body that API Gateway passed on as base64', async () => {
    expect((await add({ body: Buffer.from('{"text":"ş"}') })).body.by).toContain('ş');
  });
  it('refuses more than 256 KB, counted in bytes', async () => {
    const wide = 'ş'.repeat(128 * 1024);
    expect((await add({ body: `{"text":"${wide}"}` })).status).toBe(413);
    expect((await add({ body: `{"text":"${wide.slice(20)}"}` })).status).toBe(201);
  });
  it('refuses a body where the contract has none', async () => {
    const leave = { method: 'POST', resource: '/v1/leave', headers: json };
    expect((await ask({ ...leave, body: '{"a":1}' })).body.code).toBe('invalid-body');
    expect((await ask({ ...leave, body: '{}' })).status).toBe(204);
  });
  it.each([
    ['unknown parameter', { page: ['1'] }],
    ['out of range', { limit: ['101'] }],
    ['not a number', { limit: ['x'] }],
    ['given twice', { limit: ['1', '2'] }],
  ])('refuses a query: %s', async (_, query) => {
    expect((await ask({ query })).body.code).toBe('invalid-query');
  });
});

describe('origin', () => {
  it.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['a suffix', { Origin: 'https://app.example.evil.example' }],
    ['another port', { Origin: 'https://app.example:8443' }],
    ['two of them', { Origin: ['https://app.example', 'https://evil.example'] }],
    ['the host behind the front door', { Origin: 'https://app.example', 'X-Forwarded-Host': 'desk.example' }],
  ])('refuses %s', async (_, headers) => {
    expect((await add({ headers: { ...json, ...headers } })).body.code).toBe('foreign-origin');
  });
  it('takes our own, and programs that send none', async () => {
    expect((await add({ headers: { ...json, origin: 'https://APP.example' } })).status).toBe(201);
    expect((await add({ headers: { ...json, Origin: 'https://desk.example', 'x-forwarded-host': 'desk.example' } })).status).toBe(
      201,
    );
    expect((await add({})).status).toBe(201);
  });
  it('does not matter for reading', async () => {
    expect((await ask({ headers: { Origin: 'https://evil.example' } })).status).toBe(200);
  });
});

it('writes one line per request with ids only', async () => {
  await ask({ resource: '/v1/things/{id}', params: { id: 'canary-2' }, headers: { 'X-Secret': 'canary-3' } });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ route: 'GET /v1/things/{id}', status: 404, tenant, requestId: 'request-1' });
  expect(lines[0]).not.toMatch(/canary|Işık/);
});

describe('a route that makes something', () => {
  const make = (headers: Record<string, string | string[]>) => ask({ method: 'POST', resource: '/v1/made', headers });

  it('gives its handler the idempotency key as an id that sorts by its time', async () => {
    const key = '019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b';
    const made = await make({ 'Idempotency-Key': key });
    expect(made).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    // The same 128 bits, in the letters of https://github.com/ulid/spec
    expect(BigInt(`0x${key.replaceAll('-', '')}`)).toBe(
      [...String(made.body.id)].reduce(
        (sum, letter) => sum * 32n + BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(letter)),
        0n,
      ),
    );
    expect((await make({ 'Idempotency-Key': `"${key}"` })).body.id).toBe(made.body.id);
  });
  it.each([
    ['no key', {}],
    ['a random key', { 'Idempotency-Key': '2f1f7a52-5b3c-4a53-9d5e-6f0a1b2c3d4e' }],
    ['two keys', { 'Idempotency-Key': ['019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b', '019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5c'] }],
  ])('refuses %s', async (_, headers) => {
    expect(await make(headers)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });
});

describe('a route that changes something', () => {
  const change = (headers: Record<string, string | string[]>) => ask({ method: 'PATCH', resource: '/v1/made', headers });

  it('needs to know what the change was made from', async () => {
    expect(await change({ 'If-Match': '"7"' })).toMatchObject({ status: 200, headers: { etag: '"8"' } });
    expect(await change({ 'If-Match': '"6"' })).toMatchObject({
      status: 412,
      body: { code: 'changed', errors: [{ path: 'name', message: 'Changed in the meantime' }] },
    });
    for (const matches of [[], '*', 'W/"7"', '7', ['"7"', '"8"']]) {
      expect(await change({ 'If-Match': matches })).toMatchObject({ status: 428, body: { code: 'if-match-missing' } });
    }
  });
});

describe('who is only looking, or cannot work', () => {
  it('may look and change nothing', async () => {
    const visitor = { ...member, readOnly: 'yes' };
    expect((await ask({ authorizer: visitor })).status).toBe(200);
    expect((await ask({ method: 'POST', resource: '/v1/looks', authorizer: visitor })).status).toBe(204);
    expect(await add({ authorizer: visitor })).toMatchObject({ status: 403, body: { code: 'read-only' } });
  });
  it('is told that the business is suspended', async () => {
    expect(await ask({ authorizer: { ...member, suspended: 'yes' } })).toMatchObject({
      status: 403,
      body: { code: 'business-suspended' },
    });
  });
  it('may only do in a business that ends what says so', async () => {
    const authorizer = { ...member, deleting: 'yes' };
    expect(await ask({ authorizer })).toMatchObject({ status: 403, body: { code: 'business-deleting' } });
    const look = { method: 'POST', resource: '/v1/looks' };
    expect((await ask({ ...look, authorizer })).status).toBe(204);
    expect(await ask({ ...look, authorizer: { ...authorizer, suspended: 'yes' } })).toMatchObject({
      body: { code: 'business-suspended' },
    });
  });
});

describe('the platform', () => {
  it('is for its administrators, and tables are sent as such', async () => {
    const table = await ask({ resource: '/v1/table', authorizer: { ...signedIn, platform: 'boss%40example.test' } });
    expect(table).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
      body: 'who\r\nboss@example.test\r\n',
    });
    expect(table.headers?.etag).toBeUndefined();
    for (const authorizer of [signedIn, member]) {
      expect(await ask({ resource: '/v1/table', authorizer })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});
