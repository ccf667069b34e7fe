import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAddresses } from '../functions/addresses.ts';
import { createRestApis } from '../gateway/rest-provisioners.ts';
import { provisionAll, serve, testFunctions } from '../gateway/testing.ts';
import type { RequestHandler } from '../parts.ts';
import { createWeb } from './web.ts';

const routing = `function handler(event) {
  const request = event.request;
  if (!request.uri.includes('.')) request.uri = '/index.html';
  return request;
}`;
const forwarding = `function handler(event) {
  event.request.headers['x-forwarded-host'] = { value: event.request.headers.host.value };
  return event.request;
}`;

let folder: string;
let close: () => Promise<void>;
let url: string;
let web: ReturnType<typeof createWeb>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stage-web-'));
  for (const part of ['pages', 'hashed/assets', 'next/assets']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'pages', 'index.html'), `<p>${'app '.repeat(500)}</p>`);
  await writeFile(join(folder, 'hashed', 'assets', 'app-1.js'), 'one');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'next', 'index.html'), '<p>new</p>');
  await writeFile(join(folder, 'next', 'assets', 'app-2.js'), 'two');

  const echo = (event: Record<string, unknown>) => ({
    statusCode: 200,
    headers: { 'X-Frame-Options': 'SAMEORIGIN', 'Cache-Control': 'private' },
    body: JSON.stringify(event),
  });
  const rest = createRestApis({ functions: testFunctions({ echo }), now: () => 0, onStage: () => {} });
  const addresses = createAddresses();
  addresses.add('wss://sockets.example', 'ws://localhost:1');
  const files = {
    origin: 'http://media.localhost',
    bucket: (): RequestHandler => async (_, response) => void response.writeHead(404).end(),
  };
  web = createWeb({ rest, addresses, assetPath: (key) => join(folder, key), files });
  await provisionAll({ ...rest.provisioners, ...web.provisioners }, [
    ['Api', 'AWS::ApiGateway::RestApi', {}],
    ['V1', 'AWS::ApiGateway::Resource', { RestApiId: '@Api', ParentId: '@Api_RootResourceId', PathPart: 'v1' }],
    ['Me', 'AWS::ApiGateway::Resource', { RestApiId: '@Api', ParentId: '@V1', PathPart: 'me' }],
    [
      'Get',
      'AWS::ApiGateway::Method',
      {
        RestApiId: '@Api',
        ResourceId: '@Me',
        HttpMethod: 'ANY',
        Integration: { Type: 'AWS_PROXY', Uri: 'lambda:function:echo' },
      },
    ],
    ['Stage', 'AWS::ApiGateway::Stage', { RestApiId: '@Api', StageName: 'live' }],
    ['Hashed', 'Custom::CDKBucketDeployment', deployment('hashed', 'max-age=31536000, immutable')],
    ['Pages', 'Custom::CDKBucketDeployment', deployment('pages', 'no-cache')],
    ['Routing', 'AWS::CloudFront::Function', { FunctionCode: routing }],
    ['Forwarding', 'AWS::CloudFront::Function', { FunctionCode: forwarding }],
    [
      'PageHeaders',
      'AWS::CloudFront::ResponseHeadersPolicy',
      {
        ResponseHeadersPolicyConfig: {
          Name: 'pages',
          SecurityHeadersConfig: {
            ContentSecurityPolicy: { ContentSecurityPolicy: "connect-src 'self' wss://sockets.example", Override: true },
            FrameOptions: { FrameOption: 'DENY', Override: true },
            StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
          },
          CustomHeadersConfig: { Items: [{ Header: 'Cache-Control', Value: 'no-store', Override: false }] },
        },
      },
    ],
    [
      'Distribution',
      'AWS::CloudFront::Distribution',
      {
        DistributionConfig: {
          DefaultRootObject: 'index.html',
          DefaultCacheBehavior: {
            TargetOriginId: 'files',
            ResponseHeadersPolicyId: '@PageHeaders',
            FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: '@Routing' }],
          },
          CacheBehaviors: [
            {
              PathPattern: '/v1/*',
              TargetOriginId: 'api',
              AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
              ResponseHeadersPolicyId: '@PageHeaders',
              FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: '@Forwarding' }],
            },
          ],
          Origins: [
            { Id: 'files', DomainName: 'site.s3.eu-central-1.amazonaws.com' },
            { Id: 'api', DomainName: '@Api.execute-api.eu-central-1.amazonaws.com', OriginPath: '/live' },
          ],
        },
      },
    ],
  ]);
  const served = await serve((request, response) => void web.handler()?.(request, response));
  url = served.url;
  close = served.close;
});

afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

const deployment = (key: string, cacheControl: string) => ({
  SourceObjectKeys: [key],
  DestinationBucketName: 'site',
  SystemMetadata: { 'cache-control': cacheControl },
});

describe('the distribution', () => {
  it('serves the app under its addresses, compressed, with the cache rule of its deployment', async () => {
    for (const path of ['/', '/c/01h', '/index.html']) {
      const response = await fetch(url + path);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect([response.headers.get('cache-control'), response.headers.get('content-encoding')]).toEqual(['no-cache', 'gzip']);
      expect(await response.text()).toContain('app app');
    }
    const asset = await fetch(`${url}/assets/app-1.js`);
    expect([asset.headers.get('cache-control'), await asset.text()]).toEqual(['max-age=31536000, immutable', 'one']);
  });

  it('adds the headers of the policy, with local addresses', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toBe("connect-src 'self' ws://localhost:1");
    expect(headers.get('strict-transport-security')).toBe('max-age=60; includeSubDomains');
  });

  it('lets the policy win over the origin only where it says so', async () => {
    const { headers } = await fetch(`${url}/v1/me`);
    expect([headers.get('x-frame-options'), headers.get('cache-control')]).toEqual(['DENY', 'private']);
  });

  it('sends API paths to the REST API after the function of that behaviour', async () => {
    const event = Object(await (await fetch(`${url}/v1/me?a=1`, { method: 'DELETE' })).json());
    expect(event.httpMethod).toBe('DELETE');
    expect(event.queryStringParameters).toEqual({ a: '1' });
    expect(event.headers['x-forwarded-host']).toBe(new URL(url).host);
    expect(event.headers.Host).toMatch(/^\w{10}\.execute-api\.eu-central-1\.amazonaws\.com$/);
  });

  it('refuses methods that the behaviour does not allow', async () => {
    expect((await fetch(url, { method: 'POST' })).status).toBe(403);
  });

  it.each([['/assets/missing.js'], ['/%2e%2e/secret.txt'], ['/..%2fsecret.txt']])('answers 403 to %s', async (path) => {
    const response = await fetch(url + path);
    expect([response.status, await response.text()]).toEqual([403, expect.not.stringContaining('secret')]);
  });

  it('answers 304 to a browser that has the file', async () => {
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('serves a new build in place of the deployed one, by the same cache rules', async () => {
    web.swap(join(folder, 'next'));
    const [page, asset] = await Promise.all([fetch(url), fetch(`${url}/assets/app-2.js`)]);
    expect([await page.text(), page.headers.get('cache-control')]).toEqual(['<p>new</p>', 'no-cache']);
    expect([await asset.text(), asset.headers.get('cache-control')]).toEqual(['two', 'max-age=31536000, immutable']);
  });
});
