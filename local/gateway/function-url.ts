import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Invokable } from '../functions/registry.ts';
import { place } from '../parts.ts';
import { answer, multiHeaders, multiQuery, multiValues, readBody, requestTime, urlOf } from './http.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = 6 * 1024 * 1024;

const StructuredAnswer = z.object({
  statusCode: z.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  body: z.string().nullish(),
  cookies: z.array(z.string()).nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Serves `/hooks/<function>/<path>`: the Function URLs of the templates. */
export function functionUrls(functions: Invokable, now: () => number) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = urlOf(request);
    const [, name = '', rest] = /^\/hooks\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
    const target = functions.hasPublicUrl(name) ? functions.find(name) : undefined;
    if (!target) return answer(response, 403, json, '{"Message":"Forbidden"}');
    const body = await readBody(request, mostBytes);
    if (body === undefined) {
      return answer(
        response,
        413,
        json,
        `{"Message":"Request must be smaller than ${mostBytes} bytes for the InvokeFunction operation"}`,
      );
    }
    const outcome = await target.invoke(urlEvent(request, name, rest ?? '/', url, body, now()));
    if (!outcome.ok) return answer(response, 502, { 'content-type': 'text/plain' }, 'Internal Server Error');
    const structured = StructuredAnswer.safeParse(outcome.payload);
    // An answer without a status code is the body of a 200.
    if (!structured.success) return answer(response, 200, json, JSON.stringify(outcome.payload));
    const { statusCode, headers, body: text, cookies, isBase64Encoded } = structured.data;
    const own = Object.entries(headers ?? {}).map(([key, value]) => [key.toLowerCase(), String(value)]);
    const all: Record<string, string | string[]> = { ...json, ...Object.fromEntries(own) };
    if (cookies) all['set-cookie'] = cookies;
    answer(response, statusCode, all, Buffer.from(text ?? '', isBase64Encoded ? 'base64' : 'utf8'));
  };
}

const json = { 'content-type': 'application/json' };

/** A payload of format 2.0. */
function urlEvent(
  request: IncomingMessage,
  name: string,
  path: string,
  url: URL,
  body: Buffer,
  receivedAt: number,
): APIGatewayProxyEventV2 {
  const host = `${name}.lambda-url.${place.region}.on.aws`;
  const lowerCase = Object.entries(multiHeaders(request)).flatMap(([header, values]) =>
    values.map((value) => [header.toLowerCase(), value] as const),
  );
  const headers = joined(multiValues(lowerCase));
  const { cookie, ...others } = headers;
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const query = joined(multiQuery(url) ?? {});
  const binary = !isText(headers['content-type'], body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...others,
      host,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: 'anonymous',
      apiId: name,
      domainName: host,
      domainPrefix: name,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: requestTime(receivedAt),
      timeEpoch: receivedAt,
    },
    ...(body.length === 0 ? {} : { body: body.toString(binary ? 'base64' : 'utf8') }),
    isBase64Encoded: binary && body.length > 0,
  };
}

const joined = (multi: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.join(',')]));

/** Text types come as text, everything else (forms too) in base64; so do bytes that are not UTF-8, which text could not carry. */
function isText(contentType: string | undefined, body: Buffer): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const textual = /^text\/|^application\/(json|javascript|xml)$|\+(json|xml)$/.test(type);
  return textual && Buffer.from(body.toString('utf8')).equals(body);
}
