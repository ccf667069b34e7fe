import type * as z from 'zod';
import type { account } from '../../../contract/account.ts';
import type { api } from '../../../contract/api.ts';
import type { audit } from '../../../contract/audit.ts';
import type { businessExports, businessSettings, newBusinesses } from '../../../contract/businesses.ts';
import type { channels } from '../../../contract/channels.ts';
import type { customers } from '../../../contract/customers.ts';
import type { labels } from '../../../contract/labels.ts';
import type { media } from '../../../contract/media.ts';
import type { mediaUploads } from '../../../contract/media-uploads.ts';
import type { platform } from '../../../contract/platform.ts';
import type { playground } from '../../../contract/playground.ts';
import type { Problem, ProblemCode } from '../../../contract/problem.ts';
import type { roles } from '../../../contract/roles.ts';
import type { search } from '../../../contract/search.ts';
import type { signUp } from '../../../contract/sign-up.ts';
import type { employees, invitations, joining } from '../../../contract/team.ts';
import type { colleagues, conversationWork } from '../../../contract/work.ts';

type Group =
  | (typeof api)[number]
  | typeof account
  | typeof audit
  | typeof businessExports
  | typeof businessSettings
  | typeof channels
  | typeof colleagues
  | typeof conversationWork
  | typeof customers
  | typeof employees
  | typeof invitations
  | typeof joining
  | typeof labels
  | typeof media
  | typeof mediaUploads
  | typeof newBusinesses
  | typeof platform
  | typeof playground
  | typeof roles
  | typeof search
  | typeof signUp;
type Address<R> = R extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? `${M} ${P}`
  : never;
type ByAddress<G> = G extends { readonly routes: infer Routes }
  ? { [K in keyof Routes as Address<Routes[K]>]: Routes[K] }
  : never;
type Joined<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;
type Api = Joined<ByAddress<Group>>;

/** Every route of the contract as `GET /v1/...`; a misspelt one does not compile. */
export type Endpoint = keyof Api & string;
type RouteAt<E extends Endpoint> = Api[E];

type Part<R, Name extends 'params' | 'query' | 'body'> =
  R extends Readonly<Record<Name, infer Schema extends z.ZodType>> ? { readonly [K in Name]: z.input<Schema> } : unknown;
type Given<R> = R extends unknown
  ? Part<R, 'params'> &
      (R extends { readonly query: z.ZodType } ? Partial<Part<R, 'query'>> : unknown) &
      Part<R, 'body'> &
      (R extends { readonly creates: true } ? { readonly idempotencyKey: string } : unknown) &
      (R extends { readonly ifMatch: true } ? { readonly ifMatch: number } : unknown)
  : never;
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
  /** Parts of the body that did not fit, or that somebody else changed. */
  readonly fields: readonly string[];
  /** The same with a word on each, in English. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** When trying again makes sense, if the API says so (`Retry-After`). */
  readonly retryAfterMs: number | undefined;
  constructor(status: number, problem: Partial<Problem>, code: ProblemCode | 'unreadable', retryAfterMs?: number) {
    super(problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = code;
    this.detail = problem.detail ?? '';
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
    this.fields = this.errors.map(({ path }) => path);
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
  /** For what takes long on purpose. */
  readonly timeoutMs?: number;
}

export type Call = <E extends Endpoint>(endpoint: E, input: Input<E>, options?: CallOptions) => Promise<Output<E>>;

interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** UUID version 7: asked again with the same one, nothing is made twice. */
  readonly idempotencyKey?: string;
  /** Version of what the change was made from. */
  readonly ifMatch?: number;
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
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterMs = Number.isNaN(seconds) ? undefined : seconds * 1000;
  try {
    const problem: Partial<Problem> & { code?: ProblemCode } = await response.json();
    return new Refused(response.status, problem, problem.code ?? 'unreadable', retryAfterMs);
  } catch {
    return new Refused(response.status, {}, 'unreadable', retryAfterMs);
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
  const timeout = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
  const request: RequestInit = {
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(parts.idempotencyKey === undefined ? {} : { 'idempotency-key': parts.idempotencyKey }),
      ...(parts.ifMatch === undefined ? {} : { 'if-match': `"${parts.ifMatch}"` }),
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
    return await (response.headers.get('content-type')?.startsWith('text/csv') ? response.text() : response.json());
  } catch (cause) {
    throw new Unreachable('The answer broke off', { cause });
  }
}
