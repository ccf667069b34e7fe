import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { matchesArn } from '../functions/registry.ts';
import { answer, multiQuery, urlOf } from '../gateway/http.ts';
import type { RequestHandler } from '../parts.ts';

const OneOrMany = z.array(z.string());

const Behavior = z.object({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: OneOrMany.default(['GET', 'HEAD']),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.array(z.object({ EventType: z.literal('viewer-request'), FunctionARN: z.string() })).default([]),
});

export const DistributionConfig = z.object({
  DefaultRootObject: z.string().default(''),
  DefaultCacheBehavior: Behavior,
  CacheBehaviors: z.array(Behavior.extend({ PathPattern: z.string() })).default([]),
  CustomErrorResponses: z.undefined({ error: 'CustomErrorResponses are not supported on the local stage' }).optional(),
  Origins: z.array(z.object({ Id: z.string(), DomainName: z.string(), OriginPath: z.string().default('') })),
});
export type DistributionConfig = z.infer<typeof DistributionConfig>;

const EdgeHeaders = z.record(z.string(), z.object({ value: z.string() }));
/** What a CloudFront function may hand back: the request, perhaps changed, or an answer of its own. */
const EdgeResult = z.union([
  z.object({ uri: z.string(), headers: EdgeHeaders }),
  z.object({ statusCode: z.int(), headers: EdgeHeaders.default({}) }),
]);

export interface DistributionParts {
  /** Source of a CloudFront function by ARN. */
  readonly functionCode: (arn: string) => string | undefined;
  /** Headers of a policy: name, value, and whether it wins over what the origin said. */
  readonly headers: (policyId: string) => readonly PolicyHeader[];
  /** Who answers for the host of an origin. */
  readonly origin: (domainName: string) => RequestHandler | undefined;
}

export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

/** Serves what a CloudFront distribution would: its behaviours in their order, functions on requests, headers on answers. */
export function createDistribution(config: DistributionConfig, parts: DistributionParts): RequestHandler {
  const edge = new Map<string, (event: unknown) => unknown>();
  const edgeFunction = (arn: string): ((event: unknown) => unknown) => {
    const known = edge.get(arn);
    if (known) return known;
    const code = parts.functionCode(arn);
    if (code === undefined) throw new Error(`There is no CloudFront function ${arn}`);
    const made: unknown = runInNewContext(`${code};handler`, {}, { timeout: 1000 });
    if (typeof made !== 'function') throw new Error(`The CloudFront function ${arn} has no handler`);
    const call = (event: unknown): unknown => Reflect.apply(made, undefined, [event]);
    edge.set(arn, call);
    return call;
  };

  return async (request, response) => {
    const url = urlOf(request);
    const behavior =
      config.CacheBehaviors.find(({ PathPattern }) => matchesArn(PathPattern, url.pathname)) ?? config.DefaultCacheBehavior;
    const origin = config.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
    const handle = origin && parts.origin(origin.DomainName);
    if (!handle) throw new Error(`The local stage cannot answer for the origin ${origin?.DomainName}`);
    if (behavior.ResponseHeadersPolicyId !== undefined) {
      addHeaders(response, parts.headers(behavior.ResponseHeadersPolicyId));
    }
    if (!behavior.AllowedMethods.includes(request.method ?? '')) {
      return answer(
        response,
        403,
        { 'content-type': 'text/html' },
        'This distribution does not allow the method of the request.',
      );
    }
    let path = url.pathname;
    for (const { FunctionARN } of behavior.FunctionAssociations) {
      const returned = EdgeResult.parse(edgeFunction(FunctionARN)(edgeEvent(request, url)));
      if ('statusCode' in returned) {
        request.resume();
        const headers = Object.entries(returned.headers).map(([name, { value }]) => [name, value]);
        return void response.writeHead(returned.statusCode, Object.fromEntries(headers)).end();
      }
      path = returned.uri;
      for (const [name, { value }] of Object.entries(returned.headers)) {
        if (request.headers[name] === value) continue;
        request.headers[name] = value;
        request.rawHeaders.push(name, value);
      }
    }
    if (path === '/' && config.DefaultRootObject !== '') path = `/${config.DefaultRootObject}`;
    request.url = path + url.search;
    await handle(request, response);
  };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
function edgeEvent(request: IncomingMessage, url: URL): Record<string, unknown> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, { value: String(value ?? '') }]);
  const query = Object.entries(multiQuery(url) ?? {}).map(([name, values]) => [name, { value: values.at(-1) ?? '' }]);
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: request.socket.remoteAddress ?? '127.0.0.1' },
    request: {
      method: request.method,
      uri: url.pathname,
      querystring: Object.fromEntries(query),
      headers: Object.fromEntries(headers),
      cookies: {},
    },
  };
}

/** Adds the headers when the answer's head is written: only then is it known what the origin said. */
function addHeaders(response: ServerResponse, headers: readonly PolicyHeader[]): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const own = rest.find((one): one is Record<string, string | string[]> => typeof one === 'object' && one !== null) ?? {};
    const merged: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(own)) merged[name.toLowerCase()] = value;
    for (const { name, value, override } of headers) {
      const lower = name.toLowerCase();
      if (override || merged[lower] === undefined) merged[lower] = value;
    }
    return writeHead(status, merged);
  };
}
