import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import type { Outcome } from '../functions/worker.ts';
import { limitFrames, mostMessageBytes } from './frame-limit.ts';
import { answer, lastOf, multiHeaders, multiQuery, readBody, urlOf } from './http.ts';
import type { RequestAuthorizer } from './request-authorizer.ts';
import { type ConnectionInfo, requestContext, routeArn } from './websocket-event.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const idleLimitMs = 10 * 60_000;
const lifeLimitMs = 2 * 60 * 60_000;
const mostUnreadBytes = 4 * 1024 * 1024;

export interface WebSocketRoute {
  readonly authorizer: RequestAuthorizer | undefined;
  /** Send what the function answers back to the connection. */
  readonly answers: boolean;
  readonly invoke: (event: unknown) => Promise<Outcome>;
}

const ConnectAnswer = z.object({ statusCode: z.number().int(), body: z.string().optional() });
const RouteAnswer = z.object({ body: z.string() });

interface Connection extends ConnectionInfo {
  readonly socket: WebSocket;
  lastActiveAt: number;
}

/** A WebSocket API: its routes as the template lists them, and the connections that are open. */
export class WebSocketApi {
  readonly id: string;
  readonly routes = new Map<string, WebSocketRoute>();
  stage = '';
  private readonly selection: readonly string[];
  private readonly now: () => number;
  private readonly open = new Map<string, Connection>();
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: mostMessageBytes,
  });
  private readonly sweep: NodeJS.Timeout;

  /** `selection` is the route selection expression: `$request.body.type`. */
  constructor(id: string, selection: string, now: () => number) {
    this.id = id;
    const path = /^\$request\.body\.([\w.]+)$/.exec(selection)?.[1];
    if (path === undefined) throw new Error(`the route selection expression ${selection} is not supported`);
    this.selection = path.split('.');
    this.now = now;
    this.sweep = setInterval(() => this.closeOld(), 1000).unref();
  }

  /** A browser wants to connect. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = (): void => {};
    socket.on('error', ignore);
    const refuse = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    const url = urlOf(request);
    const multi = multiHeaders(request);
    const query = multiQuery(url);
    const parts = { headers: lastOf(multi), query: query && lastOf(query) };
    const info: ConnectionInfo = {
      id: `${randomBytes(11).toString('base64url')}=`,
      apiId: this.id,
      stage: this.stage,
      connectedAt: this.now(),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'],
      authorizer: undefined,
    };
    const connect = this.routes.get('$connect');
    const event = (connection: ConnectionInfo) => ({
      headers: parts.headers,
      multiValueHeaders: multi,
      ...(query === null ? {} : { queryStringParameters: parts.query, multiValueQueryStringParameters: query }),
      requestContext: requestContext(connection, { routeKey: '$connect', eventType: 'CONNECT', now: this.now() }),
      isBase64Encoded: false,
    });
    let authorizer: ConnectionInfo['authorizer'];
    if (connect?.authorizer) {
      const methodArn = routeArn(this.id, this.stage, '$connect');
      const began = performance.now();
      const decision = await connect.authorizer.decide(parts, methodArn, () => ({ type: 'REQUEST', methodArn, ...event(info) }));
      if (!decision.allowed) {
        if (decision.type === 'UNAUTHORIZED') return refuse('401 Unauthorized');
        return refuse(decision.type === 'ACCESS_DENIED' ? '403 Forbidden' : '500 Internal Server Error');
      }
      authorizer = { ...decision.context, integrationLatency: Math.round(performance.now() - began) };
    }
    const connected: ConnectionInfo = { ...info, authorizer };
    if (connect) {
      const outcome = await connect.invoke(event(connected));
      const answered = outcome.ok ? ConnectAnswer.safeParse(outcome.payload) : undefined;
      if (!answered?.success) return refuse('502 Bad Gateway');
      const { statusCode } = answered.data;
      if (statusCode < 200 || statusCode > 299) return refuse(`${statusCode} Refused`);
    }
    if (socket.destroyed) return this.disconnected(connected, 1006, '');
    socket.off('error', ignore);
    this.server.handleUpgrade(request, socket, head, (accepted) => this.accept(connected, accepted, socket));
  }

  /** Serves `@connections`: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
  async manage(request: IncomingMessage, response: ServerResponse, connectionId: string): Promise<void> {
    const connection = this.open.get(connectionId);
    // Somebody who does not read any more is cut off before their frames fill the memory.
    if (connection && connection.socket.bufferedAmount > mostUnreadBytes) connection.socket.terminate();
    if (!connection || connection.socket.readyState !== WebSocket.OPEN) {
      request.resume();
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'GoneException' };
      return answer(response, 410, headers, '{"message":"Gone"}');
    }
    switch (request.method) {
      case 'POST': {
        const body = await readBody(request, mostMessageBytes);
        if (body === undefined) {
          const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'PayloadTooLargeException' };
          return answer(response, 413, headers, '{"message":"Payload Too Large"}');
        }
        connection.socket.send(body, { binary: false });
        connection.lastActiveAt = this.now();
        return answer(response, 200, {}, '');
      }
      case 'GET': {
        const at = (ms: number): string => new Date(ms).toISOString();
        const identity = { sourceIp: connection.sourceIp, userAgent: connection.userAgent };
        const about = { connectedAt: at(connection.connectedAt), identity, lastActiveAt: at(connection.lastActiveAt) };
        return answer(response, 200, { 'content-type': 'application/json' }, JSON.stringify(about));
      }
      case 'DELETE':
        connection.socket.close(1000, 'Connection Closed Normally');
        return answer(response, 204, {}, '');
      default:
        return answer(response, 405, {}, '');
    }
  }

  close(): void {
    clearInterval(this.sweep);
    for (const { socket } of this.open.values()) socket.terminate();
    this.open.clear();
  }

  private accept(info: ConnectionInfo, socket: WebSocket, stream: Duplex): void {
    const connection: Connection = { ...info, socket, lastActiveAt: this.now() };
    this.open.set(info.id, connection);
    limitFrames(stream, () => socket.close(1009, 'Message too long'));
    socket.on('message', (data, binary) => void this.message(connection, data, binary));
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      if (this.open.delete(info.id)) void this.disconnected(info, code, reason.toString());
    });
  }

  private async message(connection: Connection, data: RawData, binary: boolean): Promise<void> {
    connection.lastActiveAt = this.now();
    if (connection.socket.readyState !== WebSocket.OPEN) return;
    const body = bytesOf(data).toString(binary ? 'base64' : 'utf8');
    const chosen = this.routeKeyOf(body, binary);
    const routeKey = this.routes.has(chosen) ? chosen : '$default';
    const route = this.routes.get(routeKey);
    const messageId = randomBytes(9).toString('base64');
    const context = requestContext(connection, { routeKey, eventType: 'MESSAGE', now: this.now() }, { messageId });
    const fail = (message: string): void =>
      connection.socket.send(JSON.stringify({ message, connectionId: connection.id, requestId: context.requestId }));
    if (!route) return fail('Forbidden');
    const outcome = await route.invoke({ requestContext: context, body, isBase64Encoded: binary });
    if (!outcome.ok) return fail('Internal server error');
    const answered = route.answers ? RouteAnswer.safeParse(outcome.payload) : undefined;
    if (answered?.success) connection.socket.send(answered.data.body);
  }

  private routeKeyOf(body: string, binary: boolean): string {
    if (binary) return '$default';
    try {
      let value: unknown = JSON.parse(body);
      for (const key of this.selection) {
        value = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
      }
      return typeof value === 'string' && !value.startsWith('$') ? value : '$default';
    } catch {
      return '$default';
    }
  }

  private async disconnected(info: ConnectionInfo, code: number, reason: string): Promise<void> {
    const context = requestContext(
      info,
      { routeKey: '$disconnect', eventType: 'DISCONNECT', now: this.now() },
      { disconnectStatusCode: code, disconnectReason: reason },
    );
    await this.routes.get('$disconnect')?.invoke({ requestContext: context, isBase64Encoded: false });
  }

  private closeOld(): void {
    const now = this.now();
    for (const { socket, connectedAt, lastActiveAt } of this.open.values()) {
      if (now - lastActiveAt > idleLimitMs || now - connectedAt > lifeLimitMs) socket.close(1001, 'Going away');
    }
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
