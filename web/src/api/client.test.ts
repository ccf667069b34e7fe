import { describe, expect, it } from 'vitest';
import { callerFor, callPublic, isPassing, Refused, Unreachable } from './client.ts';

interface Asked {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

function server(...answers: (Response | Error)[]) {
  const asked: Asked[] = [];
  const fake: typeof fetch = async (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    asked.push({ url: String(input), method: init?.method, headers, body: init?.body });
    const answer = answers.shift() ?? new Response('{}');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, fetch: fake };
}

const problem = (status: number, code: string): Response =>
  Response.json({ code, title: 'No', detail: 'Do this', requestId: 'r' }, { status });

describe('calling the API', () => {
  it('fills paths and queries in, encoded, and leaves out what is undefined', async () => {
    const { asked, fetch } = server();
    await callPublic(
      'GET /v1/conversations/{id}/messages',
      { params: { id: 'a/b?c' }, query: { before: 'x#y', limit: 5, after: undefined } },
      { fetch },
    );
    expect(asked[0]).toMatchObject({ url: '/v1/conversations/a%2Fb%3Fc/messages?before=x%23y&limit=5', method: 'GET' });
    expect(asked[0]?.headers).not.toHaveProperty('content-type');
  });

  it('names the business and the bearer, and sends JSON', async () => {
    const { asked, fetch } = server();
    const call = callerFor({ token: async () => 'tok', business: 'b1' });
    await call('POST /v1/conversations/{id}/read', { params: { id: 'c' }, body: { upTo: 'm' } }, { fetch });
    expect(asked[0]).toMatchObject({
      headers: { authorization: 'Bearer tok', 'x-business-id': 'b1', 'content-type': 'application/json' },
      body: '{"upTo":"m"}',
    });
  });

  it('takes a fresh token once when the old one is not taken', async () => {
    const { asked, fetch } = server(problem(401, 'signed-out'), problem(401, 'signed-out'), Response.json({ email: 'x' }));
    const tokens: (string | undefined)[] = [];
    const call = callerFor({
      token: async (stale) => {
        tokens.push(stale);
        return stale ? 'fresh' : 'old';
      },
    });
    await expect(call('GET /v1/me', {}, { fetch })).rejects.toMatchObject({ status: 401 });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer fresh']);
    expect(tokens).toEqual([undefined, 'old']);
  });

  it('says what a change was made from and under which id something new is made, and never in the body', async () => {
    const { asked, fetch } = server(Response.json({}), Response.json({}, { status: 201 }));
    const call = callerFor({ token: async () => 'tok', business: 'b1' });
    await call('PATCH /v1/business', { body: { name: 'Samia' }, ifMatch: 7 }, { fetch });
    await call('POST /v1/business/exports', { idempotencyKey: '0190-7' }, { fetch });
    expect(asked[0]).toMatchObject({ headers: { 'if-match': '"7"' }, body: '{"name":"Samia"}' });
    expect(asked[1]?.headers).toMatchObject({ 'idempotency-key': '0190-7' });
    expect(asked[1]?.body).toBeUndefined();
  });

  it('hands a table over as text, and the parts of a body that did not fit with a word on each', async () => {
    const errors = [{ path: 'slug', message: 'Taken' }];
    const { fetch } = server(
      new Response('a,b\n', { headers: { 'content-type': 'text/csv; charset=utf-8' } }),
      Response.json({ code: 'taken', title: 'No', detail: '', requestId: 'r', errors }, { status: 409 }),
    );
    expect(await callPublic('GET /v1/audit/csv', {}, { fetch })).toBe('a,b\n');
    const refused = await callPublic('GET /v1/business', {}, { fetch }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'taken', fields: ['slug'], errors });
  });

  it('knows when a throttled call makes sense again', async () => {
    const { fetch } = server(
      Response.json({ code: 'too-many' }, { status: 429, headers: { 'retry-after': '90' } }),
      problem(429, 'too-many'),
    );
    const refused = () => callPublic('GET /v1/me', {}, { fetch }).catch((error: unknown) => error);
    expect(await refused()).toMatchObject({ code: 'too-many', retryAfterMs: 90_000 });
    expect(await refused()).toMatchObject({ retryAfterMs: undefined });
  });

  it('answers nothing to 204', async () => {
    const { fetch } = server(new Response(null, { status: 204 }));
    expect(await callPublic('POST /v1/session/logout', {}, { fetch })).toBeUndefined();
  });

  it('tells a refusal from a lost answer, and what passes by itself', async () => {
    const { fetch } = server(
      problem(409, 'window-closed'),
      new TypeError('failed'),
      new Response('<html>', { status: 502 }),
      new Response('{"half'),
    );
    const failures = [];
    for (let index = 0; index < 4; index++)
      failures.push(await callPublic('GET /v1/me', {}, { fetch }).catch((error: unknown) => error));
    const [closed, lost, gateway, half] = failures;
    expect(closed).toBeInstanceOf(Refused);
    expect(closed).toMatchObject({ status: 409, code: 'window-closed', detail: 'Do this', requestId: 'r' });
    expect(lost).toBeInstanceOf(Unreachable);
    expect(gateway).toMatchObject({ status: 502, code: 'unreadable' });
    expect(half).toBeInstanceOf(Unreachable);
    expect(failures.map(isPassing)).toEqual([false, true, true, true]);
  });
});
