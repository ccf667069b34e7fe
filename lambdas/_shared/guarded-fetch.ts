import { lookup } from 'node:dns/promises';
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Why nothing was fetched, or not to its end. */
export type Refusal =
  | 'bad-url'
  | 'not-https'
  | 'foreign-host'
  | 'private-address'
  | 'no-address'
  | 'too-many-redirects'
  | 'unreachable'
  | 'too-slow'
  | 'too-large'
  | 'cut-short';

export class FetchRefused extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(`not fetched: ${reason}`);
    this.name = 'FetchRefused';
    this.reason = reason;
  }
}

export interface GuardedRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
  readonly body?: string | Buffer;
  /** Sent to these hosts only, however the request is redirected. `once`: to none that it is redirected to. */
  readonly authorization?: { readonly value: string; readonly hosts: readonly string[]; readonly once?: boolean } | undefined;
  /** Which hosts may be asked at all, redirects included. Absent: every public one. */
  readonly mayAsk?: (host: string) => boolean;
  /** 0: a redirect is an answer like any other. */
  readonly redirects: number;
  readonly maxBytes: number;
  /** For everything, and without a byte coming. */
  readonly totalMs: number;
  readonly idleMs: number;
  /** Ends it earlier, as `too-slow`. */
  readonly signal?: AbortSignal;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they come. Throws `FetchRefused` when there are too many, or they come too slowly. Read it to its end or `drop` it. */
  readonly body: AsyncIterable<Buffer>;
  drop(): void;
}

export type GuardedFetch = (url: string, request: GuardedRequest) => Promise<GuardedAnswer>;

export interface GuardedFetchParts {
  /** Origin of the stand-in on a developer's machine (`http://127.0.0.1:4000`): the one place that may be private and without TLS. */
  readonly trustedOrigin?: string | undefined;
  /** All addresses of a name. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Connects to the `host` of the options, which is an address that was checked. */
  readonly connect?: (options: RequestOptions & { readonly servername?: string }, tls: boolean) => ReturnType<typeof requestTls>;
}

const addressesOf = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);
const connectTo: NonNullable<GuardedFetchParts['connect']> = (options, tls) =>
  tls ? requestTls(options) : requestPlain(options);

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/**
 * `fetch` for addresses that somebody else chose. Names are resolved here, every address is checked, and the connection goes to
 * the address that was checked, so that a name cannot lead elsewhere in between; redirects are checked like the first address.
 * Nothing is unpacked: what claims to be compressed comes as it is.
 */
export function guardedFetch(parts: GuardedFetchParts = {}): GuardedFetch {
  const { trustedOrigin, resolve = addressesOf, connect = connectTo } = parts;

  const once = async (target: Target, request: GuardedRequest, deadline: number): Promise<IncomingMessage> => {
    const { url, address } = target;
    const sendsKey = request.authorization?.hosts.includes(url.host) === true;
    const tls = url.protocol === 'https:';
    const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = connect(
      {
        host: address,
        port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
        path: url.pathname + url.search,
        method: request.method ?? 'GET',
        headers: {
          ...request.headers,
          'accept-encoding': 'identity',
          host: url.host,
          ...(request.authorization && sendsKey ? { authorization: request.authorization.value } : {}),
        },
        agent: false,
        timeout: request.idleMs,
        ...(request.signal && { signal: request.signal }),
        ...(isIP(bare(url.hostname)) === 0 ? { servername: url.hostname } : {}),
      },
      tls,
    );
    const timer = setTimeout(() => asked.destroy(new FetchRefused('too-slow')), Math.max(0, deadline - Date.now()));
    asked
      .on('timeout', () => asked.destroy(new FetchRefused('too-slow')))
      .on('error', (error) =>
        reject(error instanceof FetchRefused ? error : new FetchRefused(request.signal?.aborted ? 'too-slow' : 'unreachable')),
      )
      .on('response', answered)
      .end(request.body);
    return promise.finally(() => clearTimeout(timer));
  };

  return async (address, request) => {
    const deadline = Date.now() + request.totalMs;
    let next = address;
    let current = request;
    for (let hop = 0; ; hop++) {
      const target = await checked(next, { trustedOrigin, resolve, mayAsk: request.mayAsk });
      const response = await once(target, current, deadline);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!isRedirect(status) || location === undefined || request.redirects === 0)
        return answerOf(response, status, request, deadline);
      response.destroy();
      if (hop >= request.redirects) throw new FetchRefused('too-many-redirects');
      if (!URL.canParse(location, target.url.href)) throw new FetchRefused('bad-url');
      next = new URL(location, target.url).href;
      // What was sent goes to where it was sent to, not to wherever that points.
      const { body: _body, authorization, ...rest } = current;
      current = { ...rest, method: 'GET', authorization: authorization?.once ? undefined : authorization };
    }
  };
}

interface Target {
  readonly url: URL;
  readonly address: string;
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

async function checked(
  address: string,
  {
    trustedOrigin,
    resolve,
    mayAsk,
  }: Pick<GuardedFetchParts, 'trustedOrigin'> & {
    readonly resolve: (host: string) => Promise<readonly string[]>;
    readonly mayAsk: GuardedRequest['mayAsk'];
  },
): Promise<Target> {
  // Parsing folds decimal, octal, hexadecimal and full-width forms of an address into the usual one.
  if (!URL.canParse(address)) throw new FetchRefused('bad-url');
  const url = new URL(address);
  const host = bare(url.hostname);
  if (trustedOrigin !== undefined && url.origin === trustedOrigin) return { url, address: host };
  if (url.protocol !== 'https:') throw new FetchRefused('not-https');
  if (url.username !== '' || url.password !== '' || url.port !== '') throw new FetchRefused('bad-url');
  if (mayAsk && !mayAsk(url.host)) throw new FetchRefused('foreign-host');
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw new FetchRefused('private-address');
    return { url, address: host };
  }
  const found = await resolve(host).catch(() => []);
  const [first] = found;
  if (first === undefined) throw new FetchRefused('no-address');
  // One private address among public ones is a trick too.
  if (!found.every(isPublicAddress)) throw new FetchRefused('private-address');
  return { url, address: first };
}

function answerOf(response: IncomingMessage, status: number, request: GuardedRequest, deadline: number): GuardedAnswer {
  async function* body(): AsyncGenerator<Buffer> {
    const timer = setTimeout(() => response.destroy(new FetchRefused('too-slow')), Math.max(0, deadline - Date.now()));
    response.setTimeout(request.idleMs, () => response.destroy(new FetchRefused('too-slow')));
    try {
      if (Number(response.headers['content-length'] ?? 0) > request.maxBytes) throw new FetchRefused('too-large');
      let read = 0;
      for await (const chunk of response) {
        const bytes = Buffer.from(chunk);
        read += bytes.length;
        if (read > request.maxBytes) throw new FetchRefused('too-large');
        yield bytes;
      }
    } catch (error) {
      throw error instanceof FetchRefused ? error : new FetchRefused('cut-short');
    } finally {
      clearTimeout(timer);
      response.destroy();
    }
  }
  return { status, headers: response.headers, body: body(), drop: () => void response.destroy() };
}
