import { afterEach, describe, expect, it } from 'vitest';
import { functionUrls } from './function-url.ts';
import { serve, type TestHandler, testFunctions } from './testing.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function urlOf(handler: TestHandler): Promise<string> {
  const handle = functionUrls(testFunctions({ hook: handler }), () => 1_700_000_000_000);
  const served = await serve((request, response) => void handle(request, response));
  close = served.close;
  return `${served.url}/hooks/hook`;
}

/** For assertions, which may look anywhere. */
const jsonOf = async (response: Response | Promise<Response>) => Object(await (await response).json());

const echo: TestHandler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });

describe('a function URL', () => {
  it('sends an event of format 2.0', async () => {
    const url = await urlOf(echo);
    const headers = { 'X-Hub-Signature-256': 'sha256=ab', cookie: 'a=1; b=2', 'content-type': 'application/json' };
    const event = await jsonOf(fetch(`${url}/abc?x=1&x=2&y=%20z`, { method: 'POST', headers, body: '{"a":"\\u00e9"}' }));
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/abc',
      rawQueryString: 'x=1&x=2&y=%20z',
      queryStringParameters: { x: '1,2', y: ' z' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-hub-signature-256': 'sha256=ab' },
      requestContext: { http: { method: 'POST', path: '/abc', protocol: 'HTTP/1.1' }, time: '14/Nov/2023:22:13:20 +0000' },
      body: '{"a":"\\u00e9"}',
      isBase64Encoded: false,
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  it('joins headers that come twice', async () => {
    const headers = new Headers([
      ['x-twice', 'one'],
      ['x-twice', 'two'],
    ]);
    const event = await jsonOf(fetch(await urlOf(echo), { headers }));
    expect(event.headers['x-twice']).toMatch(/^one, ?two$/);
    expect(event.rawPath).toBe('/');
    expect(event.body).toBeUndefined();
  });

  it.each([
    ['forms', 'application/x-www-form-urlencoded', Buffer.from('a=1')],
    ['bytes', 'application/octet-stream', Buffer.from([1, 2, 3])],
    ['JSON that is not UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22])],
  ])('sends %s in base64', async (_, contentType, body) => {
    const event = await jsonOf(fetch(await urlOf(echo), { method: 'POST', headers: { 'content-type': contentType }, body }));
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body, 'base64')).toEqual(body);
  });

  it('passes the structured answer on', async () => {
    const url = await urlOf(() => ({
      statusCode: 403,
      headers: { 'Content-Type': 'text/plain' },
      cookies: ['s=1'],
      body: 'bm8=',
      isBase64Encoded: true,
    }));
    const response = await fetch(url);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.getSetCookie(),
      await response.text(),
    ]).toEqual([403, 'text/plain', ['s=1'], 'no']);
  });

  it('takes an answer without status as the body of a 200', async () => {
    const response = await fetch(await urlOf(() => ({ hello: 'you' })));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ hello: 'you' });
  });

  it('answers 502 when the function fails', async () => {
    const url = await urlOf(() => Promise.reject(new Error('boom')));
    expect((await fetch(url)).status).toBe(502);
  });

  it('answers 413 to a body over 6 MB', async () => {
    const response = await fetch(await urlOf(echo), { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
  });

  it('answers 403 for a function without a public URL', async () => {
    const url = await urlOf(echo);
    expect((await fetch(url.replace('/hooks/hook', '/hooks/inbound'))).status).toBe(403);
  });
});
