import { afterEach, describe, expect, it } from 'vitest';
import { createRestApis } from './rest-provisioners.ts';
import { provisionAll, serve, type TestHandler, testFunctions } from './testing.ts';

const uri = (name: string): string =>
  `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:${name}/invocations`;
const integration = (name: string, more: object = {}) => ({
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: uri(name),
  ...more,
});

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function api(handlers: Record<string, TestHandler>, { api: own = {}, permitted = true, timeout = 29_000 } = {}) {
  const apis = createRestApis({ functions: testFunctions(handlers, permitted), now: () => 1_700_000_000_000, onStage: () => {} });
  await provisionAll(apis.provisioners, [
    ['Api', 'AWS::ApiGateway::RestApi', { Name: 'api', ...own }],
    ['V1', 'AWS::ApiGateway::Resource', { RestApiId: '@Api', ParentId: '@Api_RootResourceId', PathPart: 'v1' }],
    ['Things', 'AWS::ApiGateway::Resource', { RestApiId: '@Api', ParentId: '@V1', PathPart: 'things' }],
    ['Thing', 'AWS::ApiGateway::Resource', { RestApiId: '@Api', ParentId: '@Things', PathPart: '{id}' }],
    [
      'Auth',
      'AWS::ApiGateway::Authorizer',
      {
        RestApiId: '@Api',
        Type: 'REQUEST',
        AuthorizerUri: uri('guard'),
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 60,
      },
    ],
    [
      'Open',
      'AWS::ApiGateway::Method',
      {
        RestApiId: '@Api',
        ResourceId: '@Things',
        HttpMethod: 'POST',
        AuthorizationType: 'NONE',
        Integration: integration('open', { TimeoutInMillis: timeout }),
      },
    ],
    [
      'Guarded',
      'AWS::ApiGateway::Method',
      {
        RestApiId: '@Api',
        ResourceId: '@Thing',
        HttpMethod: 'GET',
        AuthorizationType: 'CUSTOM',
        AuthorizerId: '@Auth',
        Integration: integration('open'),
      },
    ],
    [
      'Missing',
      'AWS::ApiGateway::GatewayResponse',
      {
        RestApiId: '@Api',
        ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
        StatusCode: '404',
        ResponseTemplates: { 'application/json': '{"id":"$context.requestId","message":$context.error.messageString}' },
        ResponseParameters: {
          'gatewayresponse.header.Content-Type': "'application/problem+json'",
          'gatewayresponse.header.X-Request': 'context.requestId',
        },
      },
    ],
    [
      'Other4xx',
      'AWS::ApiGateway::GatewayResponse',
      {
        RestApiId: '@Api',
        ResponseType: 'DEFAULT_4XX',
        ResponseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
      },
    ],
    ['Stage', 'AWS::ApiGateway::Stage', { RestApiId: '@Api', StageName: 'live' }],
  ]);
  const served = await serve((request, response) => void apis.list()[0]?.handle(request, response));
  close = served.close;
  return served.url;
}

/** For assertions, which may look anywhere. */
const jsonOf = async (response: Response | Promise<Response>) => Object(await (await response).json());

const echo: TestHandler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });

describe('a REST API', () => {
  it('sends the proxy event as API Gateway does', async () => {
    const url = await api({ open: echo });
    const response = await fetch(`${url}/v1/things?a=1&a=2&b=%C3%A9`, {
      method: 'POST',
      headers: { 'X-Own': 'value' },
      body: '{"x":"é"}',
    });
    const event = await jsonOf(response);
    expect(event).toMatchObject({
      resource: '/v1/things',
      path: '/v1/things',
      httpMethod: 'POST',
      queryStringParameters: { a: '2', b: 'é' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['é'] },
      pathParameters: null,
      stageVariables: null,
      body: '{"x":"é"}',
      isBase64Encoded: false,
      requestContext: {
        stage: 'live',
        path: '/live/v1/things',
        resourcePath: '/v1/things',
        httpMethod: 'POST',
        authorizer: null,
        requestTime: '14/Nov/2023:22:13:20 +0000',
        requestTimeEpoch: 1_700_000_000_000,
        identity: { sourceIp: '127.0.0.1' },
      },
    });
    expect(event.headers.Host).toBe(event.requestContext.domainName);
    expect(event.multiValueHeaders['X-Own'] ?? event.multiValueHeaders['x-own']).toEqual(['value']);
    expect(response.headers.get('x-amzn-requestid')).toBe(event.requestContext.requestId);
  });

  it('gives null for a missing body and query', async () => {
    const event = await jsonOf(fetch(`${await api({ open: echo })}/v1/things`, { method: 'POST' }));
    expect([event.body, event.queryStringParameters, event.multiValueQueryStringParameters]).toEqual([null, null, null]);
  });

  it('takes names of headers and parameters as they come', async () => {
    const url = await api({ open: echo });
    const event = await jsonOf(fetch(`${url}/v1/things?__proto__=1&constructor=2`, { method: 'POST' }));
    expect(Object.entries(event.queryStringParameters)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('asks the authorizer and passes its context and the decoded path parameters', async () => {
    const guard: TestHandler = (event) => ({
      principalId: 'sub-1',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
      },
      context: { tenant: 't1', level: 3 },
    });
    const url = await api({ open: echo, guard });
    const event = await jsonOf(fetch(`${url}/v1/things/a%2Fb`, { headers: { authorization: 'Bearer x' } }));
    expect(event.pathParameters).toEqual({ id: 'a/b' });
    expect(event.requestContext.authorizer).toMatchObject({ principalId: 'sub-1', tenant: 't1', level: '3' });
  });

  it('shows the authorizer the method it is asked about', async () => {
    const seen: unknown[] = [];
    const url = await api({
      open: echo,
      guard: (event) => {
        seen.push(event);
        throw new Error('Unauthorized');
      },
    });
    const response = await fetch(`${url}/v1/things/7`, { headers: { authorization: 'Bearer x' } });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ type: 'UNAUTHORIZED' });
    expect(seen[0]).toMatchObject({
      type: 'REQUEST',
      resource: '/v1/things/{id}',
      httpMethod: 'GET',
      pathParameters: { id: '7' },
    });
    expect(Object(seen[0]).methodArn).toMatch(/^arn:aws:execute-api:eu-central-1:000000000000:\w+\/live\/GET\/v1\/things\/7$/);
  });

  it('answers unknown routes with the gateway response of the template', async () => {
    const response = await fetch(`${await api({ open: echo })}/v1/nothing`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { id, message } = await jsonOf(response);
    expect(message).toBe('Missing Authentication Token');
    expect(response.headers.get('x-request')).toBe(id);
  });

  it.each<[string, TestHandler]>([
    ['throws', () => Promise.reject(new Error('boom'))],
    ['answers no object', () => 'text'],
    ['answers a body that is no text', () => ({ statusCode: 200, body: {} })],
    ['answers an impossible status', () => ({ statusCode: 42 })],
  ])('answers 502 when the function %s', async (_, open) => {
    const response = await fetch(`${await api({ open })}/v1/things`, { method: 'POST' });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });

  it('answers 504 when the function takes longer than the integration waits', async () => {
    const url = await api(
      { open: () => new Promise((resolve) => setTimeout(resolve, 500, { statusCode: 200 })) },
      { timeout: 50 },
    );
    expect((await fetch(`${url}/v1/things`, { method: 'POST' })).status).toBe(504);
  });

  it('answers 413 to a body over 10 MB, without asking the function', async () => {
    let asked = 0;
    const url = await api({ open: () => ({ statusCode: 200, body: String(++asked) }) });
    const response = await fetch(`${url}/v1/things`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(asked).toBe(0);
  });

  it('answers an internal error when no permission lets it invoke the function', async () => {
    const url = await api({ open: echo }, { permitted: false });
    expect((await fetch(`${url}/v1/things`, { method: 'POST' })).status).toBe(502);
  });

  it('passes headers, several cookies and status on, and keeps its own headers', async () => {
    const open: TestHandler = () => ({
      statusCode: 201,
      headers: { 'X-One': 'a', 'WWW-Authenticate': 'Bearer' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'made',
    });
    const response = await fetch(`${await api({ open })}/v1/things`, { method: 'POST' });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-one')).toBe('a');
    expect(response.headers.get('www-authenticate')).toBeNull();
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(await response.text()).toBe('made');
  });

  it('carries binary bodies in base64 when the template says so', async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const open: TestHandler = (event) => ({
      statusCode: 200,
      headers: { 'content-type': 'image/png', encoded: String(event.isBase64Encoded) },
      body: event.body,
      isBase64Encoded: true,
    });
    const url = await api({ open }, { api: { BinaryMediaTypes: ['image/png'] } });
    const headers = { 'content-type': 'image/png', accept: 'image/png' };
    const response = await fetch(`${url}/v1/things`, { method: 'POST', headers, body: bytes });
    expect(response.headers.get('encoded')).toBe('true');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('compresses long answers when the template says so', async () => {
    const open: TestHandler = (event) => ({ statusCode: 200, body: 'x'.repeat(event.body === 'long' ? 2000 : 10) });
    const url = await api({ open }, { api: { MinimumCompressionSize: 1024 } });
    const post = (body: string) => fetch(`${url}/v1/things`, { method: 'POST', body, headers: { 'accept-encoding': 'gzip' } });
    const [short, long] = [await post('short'), await post('long')];
    expect([short.headers.get('content-encoding'), long.headers.get('content-encoding')]).toEqual([null, 'gzip']);
    expect(await long.text()).toHaveLength(2000);
  });
});
