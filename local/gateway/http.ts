import type { IncomingMessage, ServerResponse } from 'node:http';

/** The whole body, or undefined when it is larger than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    request.resume();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}

/** Values by name, in the order of the first of each. Through a map, because names are the client's: `__proto__` is one like any other. */
export function multiValues(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(values);
}

/** Header names as they were sent, with every value. */
export function multiHeaders(request: IncomingMessage): Record<string, string[]> {
  const { rawHeaders } = request;
  const pairs: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return multiValues(pairs);
}

/** The last value of each name: what API Gateway puts beside the multi-value form. */
export function lastOf(multi: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));
}

/** Query parameters with every value, decoded; null when there are none. */
export function multiQuery(url: URL): Record<string, string[]> | null {
  const query = multiValues(url.searchParams);
  return Object.keys(query).length === 0 ? null : query;
}

/** The path and query of a request as the client wrote them; the host does not matter. */
export function urlOf(request: IncomingMessage): URL {
  return new URL(`http://stage${request.url?.startsWith('/') ? request.url : '/'}`);
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
  body: string | Buffer,
): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

/** `23/Nov/2026:06:08:00 +0000`, the form of access logs. */
export function requestTime(epochMs: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(epochMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
