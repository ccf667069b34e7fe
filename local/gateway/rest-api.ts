import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as z from 'zod';
import type { Outcome } from '../functions/worker.ts';
import { answerByGateway, type GatewayResponse, type GatewayResponseType } from './gateway-responses.ts';
import { answer, readBody, urlOf } from './http.ts';
import type { RequestAuthorizer } from './request-authorizer.ts';
import { authorizerEvent, methodArn, proxyEvent, type RestCall } from './rest-event.ts';
import { matchRoute, type RouteNode, routeNode } from './rest-routes.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const mostBytes = 10 * 1024 * 1024;

export interface RestMethod {
  readonly resourceId: string;
  /** Absent: anybody may call it. */
  readonly authorizerId: string | undefined;
  readonly timeoutMs: number;
  readonly invoke: (event: unknown) => Promise<Outcome>;
}

const ProxyAnswer = z.object({
  statusCode: z.coerce.number().int().min(100).max(599).default(200),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Headers that API Gateway keeps for itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const remapped: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'date',
  'server',
  'www-authenticate',
]);

/** A REST API: its resources and methods as the template lists them. */
export class RestApi {
  readonly id: string;
  readonly root: RouteNode<RestMethod> = routeNode('/');
  readonly authorizers = new Map<string, RequestAuthorizer>();
  readonly responses = new Map<string, GatewayResponse>();
  readonly binaryMediaTypes: readonly string[];
  /** Bytes from which answers are compressed. */
  readonly compressFrom: number;
  stage = '';
  private readonly now: () => number;

  constructor(id: string, settings: { binaryMediaTypes: readonly string[]; compressFrom: number; now: () => number }) {
    this.id = id;
    this.binaryMediaTypes = settings.binaryMediaTypes;
    this.compressFrom = settings.compressFrom;
    this.now = settings.now;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const body = await readBody(request, mostBytes);
    const refuse = (type: GatewayResponseType): void => answerByGateway(response, type, this.responses, requestId);
    if (body === undefined) return refuse('REQUEST_TOO_LARGE');
    const match = matchRoute(this.root, request.method ?? 'GET', urlOf(request).pathname);
    if (!match) return refuse('MISSING_AUTHENTICATION_TOKEN');
    const { method, resource, parameters } = match;
    const call: RestCall = {
      request,
      requestId,
      apiId: this.id,
      stage: this.stage,
      resource,
      resourceId: method.resourceId,
      parameters,
      receivedAt: this.now(),
    };
    let context: Record<string, string | number> | undefined;
    if (method.authorizerId !== undefined) {
      const began = performance.now();
      const event = authorizerEvent(call);
      const parts = { headers: event.headers, query: Object.fromEntries(urlOf(request).searchParams) };
      const decision = await this.authorizers.get(method.authorizerId)?.decide(parts, methodArn(call), () => event);
      if (!decision?.allowed) return refuse(decision?.type ?? 'AUTHORIZER_CONFIGURATION_ERROR');
      context = { ...decision.context, integrationLatency: Math.round(performance.now() - began) };
    }
    const event = proxyEvent(call, context, body, this.isBinary(request.headers['content-type']));
    const outcome = await inTime(method.invoke(event), method.timeoutMs);
    if (outcome === 'late') return refuse('INTEGRATION_TIMEOUT');
    const answered = outcome.ok ? ProxyAnswer.safeParse(outcome.payload) : undefined;
    if (!answered?.success) return refuse('INTEGRATION_FAILURE');
    await this.pass(answered.data, request, response, requestId);
  }

  private async pass(
    answered: z.infer<typeof ProxyAnswer>,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const headers: Record<string, string | string[]> = { 'content-type': 'application/json' };
    const all = [
      ...Object.entries(answered.headers ?? {}).map(([name, value]) => [name, [value]] as const),
      ...Object.entries(answered.multiValueHeaders ?? {}),
    ];
    for (const [name, values] of all) {
      const lower = name.toLowerCase();
      headers[remapped.has(lower) ? `x-amzn-remapped-${lower}` : lower] = values.map(String);
    }
    headers['x-amzn-requestid'] = requestId;
    const accepted = request.headers.accept?.split(/[,;]/)[0]?.trim();
    const decode = answered.isBase64Encoded === true && this.isBinary(accepted);
    const body = Buffer.from(answered.body ?? '', decode ? 'base64' : 'utf8');
    const compress = body.length >= this.compressFrom && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (compress) headers['content-encoding'] = 'gzip';
    answer(response, answered.statusCode, headers, compress ? await promisify(gzip)(body) : body);
  }

  private isBinary(contentType: string | undefined): boolean {
    const type = contentType?.split(';')[0]?.trim().toLowerCase();
    return this.binaryMediaTypes.some((one) => one === '*/*' || one.toLowerCase() === type);
  }
}

async function inTime(invocation: Promise<Outcome>, timeoutMs: number): Promise<Outcome | 'late'> {
  const timer = new AbortController();
  const late = sleep(timeoutMs, 'late' as const, { signal: timer.signal, ref: false }).catch(() => 'late' as const);
  try {
    return await Promise.race([invocation, late]);
  } finally {
    timer.abort();
  }
}
