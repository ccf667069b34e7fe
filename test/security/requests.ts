import { api } from '../../contract/api.ts';
import type { Route } from '../../contract/route.ts';
import { clientId, type Employee, type Reply } from '../helpers/api.ts';
import { sampleOf } from './shapes.ts';

export const everyRoute: readonly Route[] = api.flatMap(({ routes }) => Object.values<Route>(routes));
export const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

export function routeOf(name: string): Route {
  const route = everyRoute.find((one) => nameOf(one) === name);
  if (!route) throw new Error(`The contract has no ${name}`);
  return route;
}

export interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Shaped {
  readonly path: string;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

/** A request that the route takes, where nothing else is said; its key is new, and its version the first of a thing. */
export function shaped(route: Route, { params, query = {}, body, headers = {} }: Parts = {}): Shaped {
  const named = params ?? (route.params === undefined ? {} : (sampleOf(route.params) as Record<string, string>));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return {
    path: search === '' ? path : `${path}?${search}`,
    body: body ?? (route.body === undefined ? undefined : sampleOf(route.body)),
    headers: {
      ...(route.creates && { 'idempotency-key': clientId() }),
      ...(route.ifMatch && { 'if-match': '"1"' }),
      ...headers,
    },
  };
}

export function send(who: Employee, route: Route, parts: Parts = {}): Promise<Reply> {
  const { path, body, headers } = shaped(route, parts);
  // As a page of the app asks: links in e-mails lead to where it is.
  return who.call(route.method, path, body, { origin: who.stage.url, ...headers });
}

/** What of an answer may differ between two requests that are answered alike. */
export const alike = ({ status, headers, body }: Reply) => ({
  status,
  type: headers.get('content-type'),
  length: JSON.stringify({ ...body, requestId: '' }).length,
  body: typeof body === 'object' && body !== null ? { ...body, requestId: '' } : body,
});
