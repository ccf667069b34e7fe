import type * as z from 'zod';
import type { api } from '../../../contract/api.ts';
import type { Problem, ProblemCode } from '../../../contract/problem.ts';

type GroupRoutes<Group> = Group extends { readonly routes: infer Routes } ? Routes[keyof Routes] : never;
type ApiRoute = GroupRoutes<(typeof api)[number]>;
type Address<R> = R extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? `${M} ${P}`
  : never;

/** Every route of the contract as `GET /v1/...`; a misspelt one does not compile. */
export type Endpoint = Address<ApiRoute>;
type WithAddress<R, E> = R extends unknown ? (Address<R> extends E ? R : never) : never;
type RouteAt<E extends Endpoint> = WithAddress<ApiRoute, E>;

type Part<R, Name extends 'params' | 'query' | 'body'> =
  R extends Readonly<Record<Name, infer Schema extends z.ZodType>> ? { readonly [K in Name]: z.input<Schema> } : unknown;
type Given<R> = Part<R, 'params'> &
  (R extends { readonly query: z.ZodType } ? Partial<Part<R, 'query'>> : unknown) &
  Part<R, 'body'>;
type Answer<R> = R extends { readonly response: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;

export type Input<E extends Endpoint> = Given<RouteAt<E>>;
export type Output<E extends Endpoint> = Answer<RouteAt<E>>;

/** The request never got an answer: no network, a timeout, a closed laptop. Trying again is right. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The API answered with a problem (RFC 9457). `code` is stable; `detail` is written for people, in English. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: ProblemCode | 'unreadable';
  readonly detail: string;
  readonly requestId: string | undefined;
  /** Parts of the body that did not fit. */
  readonly fields: readonly string[];
  constructor(status: number, problem: Partial<Problem>, code: ProblemCode | 'unreadable') {
    super(problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = code;
    this.detail = problem.detail ?? '';
    this.requestId = problem.requestId;
    this.fields = (problem.errors ?? []).map(({ path }) => path);
  }
}

/** Worth another try without anybody doing something first. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refused && (error.status >= 500 || error.status === 429));

export interface Caller {
  /** A fresh access token; undefined when signed out. `stale`: the API did not take this one. */
  token(stale?: string): Promise<string | undefined>;
  readonly business?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

export type Call = <E extends Endpoint>(endpoint: E, input: Input<E>, options?: CallOptions) => Promise<Output<E>>;

interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const partsOf = (input: unknown): Parts => (typeof input === 'object' && input !== null ? input : {});

const timeoutMs = 20_000;

function addressOf(endpoint: string, { params = {}, query = {} }: Parts): { method: string; url: string } {
  const [method = '', path = ''] = endpoint.split(' ');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return { method, url: search.size > 0 ? `${filled}?${search}` : filled };
}

async function problemOf(response: Response): Promise<Refused> {
  try {
    const problem: Partial<Problem> & { code?: ProblemCode } = await response.json();
    return new Refused(response.status, problem, problem.code ?? 'unreadable');
  } catch {
    return new Refused(response.status, {}, 'unreadable');
  }
}

/** One request without signing in. Throws `Refused` or `Unreachable`. */
export function callPublic<E extends Endpoint>(endpoint: E, input: Input<E>, options?: CallOptions): Promise<Output<E>>;
export function callPublic(endpoint: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
  return send(endpoint, partsOf(input), {}, options);
}

/** Calls for one business. Takes a new token once when the API finds the old one stale. */
export function callerFor(caller: Caller): Call {
  function call<E extends Endpoint>(endpoint: E, input: Input<E>, options?: CallOptions): Promise<Output<E>>;
  async function call(endpoint: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    const token = await caller.token();
    const headers = (value: string | undefined) => ({
      ...(value ? { authorization: `Bearer ${value}` } : {}),
      ...(caller.business ? { 'x-business-id': caller.business } : {}),
    });
    try {
      return await send(endpoint, partsOf(input), headers(token), options);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      const fresh = await caller.token(token);
      if (!fresh) throw error;
      return send(endpoint, partsOf(input), headers(fresh), options);
    }
  }
  return call;
}

async function send(
  endpoint: string,
  parts: Parts,
  headers: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<unknown> {
  const { method, url } = addressOf(endpoint, parts);
  const timeout = AbortSignal.timeout(timeoutMs);
  const request: RequestInit = {
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    credentials: 'same-origin',
  };
  if (parts.body !== undefined) request.body = JSON.stringify(parts.body);
  let response: Response;
  try {
    response = await (options.fetch ?? fetch)(url, request);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Unreachable('No answer', { cause });
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  try {
    // The shape is the contract's word: the overloads above say it, a validator would double the size of the app.
    return await response.json();
  } catch (cause) {
    throw new Unreachable('The answer broke off', { cause });
  }
}
