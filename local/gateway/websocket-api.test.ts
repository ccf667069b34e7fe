import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { provisionAll, serve, type TestHandler, testFunctions } from './testing.ts';
import { createWebSocketApis } from './websocket-provisioners.ts';

const uri = (name: string): string =>
  `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:${name}/invocations`;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const welcome: TestHandler = (event) => ({
  principalId: 'sub',
  policyDocument: { Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }] },
  context: { tenant: 't1' },
});

async function api(handlers: { guard?: TestHandler; connection?: TestHandler; command?: TestHandler }) {
  const clock = { now: 1_700_000_000_000 };
  const events: Record<string, unknown>[] = [];
  const record =
    (handler: TestHandler = () => ({ statusCode: 200 })): TestHandler =>
    (event) => {
      events.push(event);
      return handler(event);
    };
  const functions = testFunctions({
    guard: record(handlers.guard ?? welcome),
    connection: record(handlers.connection),
    command: record(handlers.command),
  });
  const apis = createWebSocketApis({ functions, now: () => clock.now, onStage: () => {} });
  const route = (key: string, target: string, more: object = {}) =>
    [
      `R${key.slice(1)}`,
      'AWS::ApiGatewayV2::Route',
      { ApiId: '@Api', RouteKey: key, Target: `integrations/@${target}`, ...more },
    ] as [string, string, object];
  const refs = await provisionAll(apis.provisioners, [
    ['Api', 'AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.type' }],
    [
      'Connection',
      'AWS::ApiGatewayV2::Integration',
      { ApiId: '@Api', IntegrationType: 'AWS_PROXY', IntegrationUri: uri('connection') },
    ],
    [
      'Command',
      'AWS::ApiGatewayV2::Integration',
      { ApiId: '@Api', IntegrationType: 'AWS_PROXY', IntegrationUri: uri('command') },
    ],
    [
      'Auth',
      'AWS::ApiGatewayV2::Authorizer',
      {
        ApiId: '@Api',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: uri('guard'),
        IdentitySource: ['route.request.querystring.ticket'],
      },
    ],
    route('$connect', 'Connection', { AuthorizationType: 'CUSTOM', AuthorizerId: '@Auth' }),
    route('$disconnect', 'Connection'),
    route('$default', 'Command'),
    ['Stage', 'AWS::ApiGatewayV2::Stage', { ApiId: '@Api', StageName: 'live' }],
  ]);
  const served = await serve((request, response) => void apis.manage(request, response));
  served.server.on('upgrade', (request, socket, head) => void apis.upgrade()?.(request, socket, head));
  cleanUps.push(served.close, () => apis.close());
  const address = `${served.url.replace('http', 'ws')}/realtime`;
  const manage = (id: string, init: RequestInit = {}) =>
    fetch(`${served.url}/aws/execute-api/${refs.get('Api')}/live/@connections/${encodeURIComponent(id)}`, init);
  return { clock, events, address, manage };
}

/** Status of a refused handshake. */
async function refused(address: string): Promise<number | undefined> {
  const socket = new WebSocket(address);
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode;
}

async function connect(address: string): Promise<{ socket: WebSocket; messages: string[] }> {
  const socket = new WebSocket(`${address}?ticket=abc`, { origin: 'http://localhost:4000' });
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(String(data)));
  await once(socket, 'open');
  return { socket, messages };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await sleep(5);
  expect(holds()).toBe(true);
}

const contextOf = (event: Record<string, unknown> | undefined) => Object(event?.requestContext);

describe('a WebSocket API', () => {
  it('asks the authorizer and $connect, and carries the authorizer’s context in every later event', async () => {
    const { events, address } = await api({});
    const { socket } = await connect(address);
    socket.send('{"type":"ping"}');
    await until(() => events.length === 3);
    socket.close(1000, 'bye');
    await until(() => events.length === 4);
    const [guard, connected, message, disconnected] = events;
    expect(guard).toMatchObject({ type: 'REQUEST', queryStringParameters: { ticket: 'abc' } });
    expect(String(guard?.methodArn)).toMatch(/^arn:aws:execute-api:eu-central-1:000000000000:\w+\/live\/\$connect$/);
    expect(Object.entries(Object(guard?.headers)).find(([name]) => name.toLowerCase() === 'origin')?.[1]).toBe(
      'http://localhost:4000',
    );
    expect(contextOf(connected)).toMatchObject({
      routeKey: '$connect',
      eventType: 'CONNECT',
      stage: 'live',
      authorizer: { tenant: 't1', principalId: 'sub' },
    });
    expect(message).toMatchObject({ body: '{"type":"ping"}', isBase64Encoded: false });
    expect(contextOf(message)).toMatchObject({ routeKey: '$default', eventType: 'MESSAGE', authorizer: { tenant: 't1' } });
    expect(message).not.toHaveProperty('headers');
    expect(contextOf(disconnected)).toMatchObject({
      eventType: 'DISCONNECT',
      disconnectStatusCode: 1000,
      disconnectReason: 'bye',
      authorizer: { tenant: 't1' },
    });
    expect(new Set([connected, message, disconnected].map((event) => contextOf(event).connectionId)).size).toBe(1);
  });

  it.each<[string, string, { guard?: TestHandler; connection?: TestHandler }, number]>([
    ['401 without an identity source, not asking anybody', '', {}, 401],
    ['401 when the authorizer says Unauthorized', '?ticket=x', { guard: () => Promise.reject(new Error('Unauthorized')) }, 401],
    ['500 when the authorizer fails', '?ticket=x', { guard: () => Promise.reject(new Error('boom')) }, 500],
    [
      '403 when the policy denies',
      '?ticket=x',
      { guard: () => ({ principalId: 'x', policyDocument: { Statement: [{ Action: '*', Effect: 'Deny', Resource: '*' }] } }) },
      403,
    ],
    ['what $connect says', '?ticket=x', { connection: () => ({ statusCode: 403 }) }, 403],
    ['502 when $connect fails', '?ticket=x', { connection: () => Promise.reject(new Error('boom')) }, 502],
  ])('refuses the handshake with %s', async (_, query, handlers, status) => {
    const { events, address } = await api(handlers);
    expect(await refused(address + query)).toBe(status);
    if (query === '') expect(events).toEqual([]);
  });

  it('posts to a connection, describes it and closes it; then it is gone', async () => {
    const { events, address, manage } = await api({});
    const { socket, messages } = await connect(address);
    const id: string = contextOf(events[1]).connectionId;
    expect((await manage(id, { method: 'POST', body: '{"hello":"é"}' })).status).toBe(200);
    await until(() => messages.length === 1);
    expect(messages).toEqual(['{"hello":"é"}']);
    expect(await (await manage(id)).json()).toMatchObject({
      connectedAt: '2023-11-14T22:13:20.000Z',
      identity: { sourceIp: '127.0.0.1' },
    });
    const closed = once(socket, 'close');
    expect((await manage(id, { method: 'DELETE' })).status).toBe(204);
    await closed;
    const gone = await manage(id, { method: 'POST', body: 'x' });
    expect([gone.status, gone.headers.get('x-amzn-errortype')]).toEqual([410, 'GoneException']);
  });

  it('refuses to post more than 128 KB', async () => {
    const { events, address, manage } = await api({});
    await connect(address);
    const id: string = contextOf(events[1]).connectionId;
    expect((await manage(id, { method: 'POST', body: 'x'.repeat(128 * 1024) })).status).toBe(200);
    expect((await manage(id, { method: 'POST', body: 'x'.repeat(128 * 1024 + 1) })).status).toBe(413);
  });

  it('closes a connection that sends a frame of more than 32 KB, but takes a longer message in frames', async () => {
    const { events, address } = await api({});
    const { socket } = await connect(address);
    socket.send('a'.repeat(32 * 1024), { fin: false });
    socket.send('b'.repeat(10), { fin: true });
    await until(() => events.length === 3);
    expect(String(events[2]?.body)).toHaveLength(32 * 1024 + 10);
    const closed = once(socket, 'close');
    socket.send('a'.repeat(32 * 1024 + 1));
    expect((await closed)[0]).toBe(1009);
    expect(events.filter((event) => contextOf(event).eventType === 'MESSAGE')).toHaveLength(1);
  });

  it('says so when a command’s function fails', async () => {
    const { address } = await api({ command: () => Promise.reject(new Error('boom')) });
    const { socket, messages } = await connect(address);
    socket.send('{}');
    await until(() => messages.length === 1);
    expect(JSON.parse(messages[0] ?? '')).toMatchObject({ message: 'Internal server error' });
  });

  it('closes a connection after ten idle minutes, and any after two hours, by the stage’s clock', async () => {
    const { clock, address } = await api({});
    const idle = await connect(address);
    const busy = await connect(address);
    clock.now += 9 * 60_000;
    busy.socket.send('{}');
    await sleep(50);
    clock.now += 2 * 60_000;
    const [code] = await once(idle.socket, 'close');
    expect(code).toBe(1001);
    expect(busy.socket.readyState).toBe(WebSocket.OPEN);
    clock.now += 2 * 60 * 60_000;
    await once(busy.socket, 'close');
  });
});
