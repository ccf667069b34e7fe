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

/** Header names as they were sent, with every value. */
export function multiHeaders(request: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    const value = request.rawHeaders[index + 1] ?? '';
    const known = headers[name];
    if (known) known.push(value);
    else headers[name] = [value];
  }
  return headers;
}

/** The last value of each name: what API Gateway puts beside the multi-value form. */
export function lastOf(multi: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));
}

/** Query parameters with every value, decoded; null when there are none. */
export function multiQuery(url: URL): Record<string, string[]> | null {
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) {
    const known = query[name];
    if (known) known.push(value);
    else query[name] = [value];
  }
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
