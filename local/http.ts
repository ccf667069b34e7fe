import type { IncomingMessage, ServerResponse } from 'node:http';

/** The whole body, or undefined when it is longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

/** Undefined for anything that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What somebody tells a control: undefined for anything that is not JSON of up to a megabyte. */
export async function jsonOf(request: IncomingMessage): Promise<unknown> {
  return parseJson((await readBody(request, 1_000_000))?.toString('utf8') ?? '');
}

export function answerJson(response: ServerResponse, status: number, value: unknown, write = JSON.stringify): void {
  const body = write(value);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** Path segments after the prefix, and the query. */
export function address(request: IncomingMessage, prefix: string): { segments: readonly string[]; query: URLSearchParams } {
  const url = new URL(request.url ?? '/', 'http://stage');
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
  return { segments: path.split('/').filter((part) => part !== ''), query: url.searchParams };
}
