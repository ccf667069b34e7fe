import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, connections } from './connections.ts';

let server: Server;
let api: Connections;
let status = 200;
let seen: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = connections(`http://127.0.0.1:${(server.address() as AddressInfo).port}/live`, {
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_REGION: 'eu-central-1',
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('the @connections API', () => {
  it('is asked with a signature of the function’s own role', async () => {
    status = 200;
    seen = [];
    expect(await api.send('L0SM9cOFvHcCIhw=', '{"v":1}')).toBe('sent');
    expect(await api.close('L0SM9cOFvHcCIhw=')).toBe('closed');
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/live/@connections/L0SM9cOFvHcCIhw%3D', '{"v":1}'],
      ['DELETE', '/live/@connections/L0SM9cOFvHcCIhw%3D', ''],
    ]);
    for (const { headers } of seen) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/execute-api\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/,
      );
      expect(headers['x-amz-security-token']).toBe('session');
    }
  });
  it('says who is gone', async () => {
    status = 410;
    expect(await api.send('a', '{}')).toBe('gone');
    expect(await api.close('a')).toBe('gone');
  });
  it('fails otherwise, after one more try where that can help', async () => {
    status = 403;
    await expect(api.send('a', '{}')).rejects.toThrow('403');
    seen = [];
    status = 500;
    await expect(api.send('a', '{}')).rejects.toThrow('500');
    expect(seen).toHaveLength(2);
  });
});
