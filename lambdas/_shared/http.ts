import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { ConversationId, TenantId } from '../../contract/ids.ts';
import { problems } from '../../contract/problem.ts';
import type { Route, RouteGroup } from '../../contract/route.ts';
import { admit, type CallerOf } from './access.ts';
import { now } from './clock.ts';
import { readCookies, type SessionCookie, setCookieHeader } from './cookies.ts';
import { checkOrigin, headerValues, readBody, readParams, readQuery } from './http-request.ts';
import { etagOf, readStated } from './http-versions.ts';
import { log } from './log.ts';
import { isProblem, type ProblemResult, problem, problemDocument } from './problem.ts';

interface RequestBasics {
  /** Milliseconds. */
  readonly now: number;
  readonly requestId: string;
  /** Of the page that asks; already checked to be ours where something changes. */
  readonly origin: string | undefined;
  readonly cookies: ReadonlyMap<string, string>;
  setCookie(cookie: SessionCookie): void;
  /** As API Gateway saw them; for the audit log and the list of sessions. */
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Of a caller who is signed in: for what the user pool lets people do with their own account. Never logged or kept. */
  readonly accessToken: string;
}

/** What the headers of a route that creates or changes say. */
type Stated<R extends Route> = (R extends { readonly creates: true } ? { readonly newId: string } : unknown) &
  (R extends { readonly ifMatch: true } ? { readonly ifMatch: number } : unknown);

type Parsed<R extends Route, Part extends 'params' | 'query' | 'body'> =
  R extends Readonly<Record<Part, infer S extends z.ZodType>> ? z.output<S> : undefined;
type Answer<R extends Route> = R extends { readonly response: infer S extends z.ZodType } ? z.output<S> : undefined;

type ApiRequest<R extends Route> = RequestBasics &
  CallerOf<R['access']> &
  Stated<R> & {
    readonly params: Parsed<R, 'params'>;
    readonly query: Parsed<R, 'query'>;
    readonly body: Parsed<R, 'body'>;
  };
export type RouteHandler<R extends Route> = (
  request: ApiRequest<R>,
) => Answer<R> | ProblemResult | Promise<Answer<R> | ProblemResult>;

interface Feature<Group extends RouteGroup> {
  readonly feature: string;
  readonly routes: Group;
}
type UntypedRequest = RequestBasics & { readonly params: unknown; readonly query: unknown; readonly body: unknown };
type LambdaHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Milliseconds kept back before Lambda's timeout, so that a slow request still gets an answer in our own form. */
const timeToAnswer = 500;

/** A Lambda behind API Gateway that serves the routes of one feature of the contract. */
export function api<const Group extends RouteGroup>(
  feature: Feature<Group>,
  handlers: { readonly [Name in keyof Group]: RouteHandler<Group[Name]> },
): LambdaHandler;
export function api(
  { routes }: Feature<RouteGroup>,
  handlers: Readonly<Record<string, (request: UntypedRequest) => unknown>>,
): LambdaHandler {
  const table = new Map(
    Object.entries(routes).map(([name, route]) => [`${route.method} ${route.path}`, { route, handle: handlers[name] }]),
  );

  const serve = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { requestId } = event.requestContext;
    const found = table.get(`${event.httpMethod} ${event.resource}`);
    if (found?.handle === undefined)
      return answerProblem(problem('unknown-route', 'See the API document for the routes there are.'), requestId);
    const { route, handle } = found;

    const foreign = checkOrigin(event);
    if (foreign) return answerProblem(foreign, requestId);
    // By the machine's clock, as tokens are verified.
    const admitted = admit(route, event.requestContext.authorizer, Date.now());
    if (isProblem(admitted)) return answerProblem(admitted, requestId);
    const params = readParams(event, route.params);
    if (isProblem(params)) return answerProblem(params, requestId);
    const query = readQuery(event, route.query);
    if (isProblem(query)) return answerProblem(query, requestId);
    const stated = readStated(event, route);
    if (isProblem(stated)) return answerProblem(stated, requestId);
    const body = readBody(event, route.body);
    if (isProblem(body)) return answerProblem(body, requestId);

    const cookies: string[] = [];
    const result = await handle({
      ...admitted.caller,
      ...stated,
      params: params.value,
      query: query.value,
      body: body.value,
      now: now(),
      requestId,
      origin: headerValues(event, 'origin')[0],
      cookies: readCookies(headerValues(event, 'cookie').join('; ')),
      setCookie: (cookie) => cookies.push(setCookieHeader(cookie)),
      sourceIp: event.requestContext.identity?.sourceIp ?? '',
      userAgent: headerValues(event, 'user-agent')[0] ?? '',
      accessToken: (headerValues(event, 'authorization')[0] ?? '').replace(/^Bearer /, ''),
    });
    if (isProblem(result)) return answerProblem(result, requestId, cookies);
    if (route.response === undefined) return answer(204, undefined, cookies);
    const content =
      route.responseType === undefined
        ? { type: 'application/json', value: result }
        : { type: route.responseType, text: String(result) };
    return answer(route.status ?? 200, content, cookies);
  };

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: timeToAnswer })
    .after(({ event, response }) => logRequest(event, response?.statusCode))
    .onError(({ event, error }) => {
      const { requestId } = event.requestContext;
      log.error('request failed', { requestId, route: `${event.httpMethod} ${event.resource}` }, error);
      logRequest(event, problems.internal.status);
      return answerProblem(
        problem('internal', 'Try again in a moment. If it happens again, tell support the request id.'),
        requestId,
      );
    })
    .handler(serve);
}

const isTenant = (value: unknown): value is TenantId => TenantId.safeParse(value).success;
const isConversation = (value: unknown): value is ConversationId => ConversationId.safeParse(value).success;

/** One line per request; ids only, and only well-formed ones: a path may hold anything. */
function logRequest(event: APIGatewayProxyEvent, status: number | undefined): void {
  const { requestId, authorizer, requestTimeEpoch } = event.requestContext;
  const id = event.pathParameters?.id;
  log.info('request', {
    requestId,
    route: `${event.httpMethod} ${event.resource}`,
    ...(status !== undefined && { status }),
    ...(isTenant(authorizer?.tenant) && { tenant: authorizer.tenant }),
    ...(isConversation(id) && { conversationId: id }),
    // From when API Gateway took the request: what the person waited for.
    durationMs: Math.max(0, Date.now() - requestTimeEpoch),
  });
}

type Content = { readonly type: string } & ({ readonly value: unknown } | { readonly text: string });

function answer(
  statusCode: number,
  content: Content | undefined,
  cookies: readonly string[],
  more: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  const etag = content && 'value' in content ? etagOf(content.value) : undefined;
  return {
    statusCode,
    headers: {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(content && { 'content-type': `${content.type}; charset=utf-8` }),
      ...(etag !== undefined && { etag }),
      ...more,
    },
    ...(cookies.length > 0 && { multiValueHeaders: { 'set-cookie': [...cookies] } }),
    body: content === undefined ? '' : 'text' in content ? content.text : JSON.stringify(content.value),
  };
}

const answerProblem = (result: ProblemResult, requestId: string, cookies: readonly string[] = []): APIGatewayProxyResult =>
  answer(
    problems[result.code].status,
    { type: 'application/problem+json', value: problemDocument(result, requestId) },
    cookies,
    result.retryAfter === undefined ? {} : { 'retry-after': String(result.retryAfter) },
  );
