import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

interface EdgeRequest {
  readonly uri: string;
  readonly headers: Record<string, { value: string }>;
}

/** Runs a function as CloudFront does: a script that defines `handler`. */
function edge(name: string, request: EdgeRequest): EdgeRequest {
  const code = readFileSync(join(import.meta.dirname, `${name}.js`), 'utf8');
  return runInNewContext(`${code}; handler({ request })`, { request }) as EdgeRequest;
}

describe('CloudFront', () => {
  it.each([
    ['/', '/index.html'],
    ['/c/01jd2k4x9qm3v7r8t6w5y0z1ab', '/index.html'],
    ['/settings.old/people', '/index.html'],
    ['/assets/app-B3x.js', '/assets/app-B3x.js'],
    ['/sw.js', '/sw.js'],
  ])('answers %s by %s', (uri, file) => {
    expect(edge('spa-routing', { uri, headers: {} }).uri).toBe(file);
  });

  it('tells the API which host the browser asked for, whatever the browser says itself', () => {
    const headers = { host: { value: 'desk.example.com' }, 'x-forwarded-host': { value: 'evil.example' } };
    expect(edge('forward-host', { uri: '/v1/me', headers }).headers['x-forwarded-host']).toEqual({ value: 'desk.example.com' });
  });

  it('takes forms at the origin of files, answers what browsers ask before, and nothing else', () => {
    const ask = (method: string) => edge('upload-form', { method, uri: '/', headers: {} } as never) as object;
    expect(ask('POST')).toMatchObject({ method: 'POST', uri: '/' });
    expect(ask('OPTIONS')).toMatchObject({ statusCode: 204, headers: { 'access-control-allow-methods': { value: 'POST' } } });
    for (const method of ['GET', 'PUT', 'DELETE']) expect(ask(method)).toMatchObject({ statusCode: 405 });
  });
});
