import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { answer, urlOf } from '../gateway/http.ts';
import type { RequestHandler } from '../parts.ts';

/** Files that a deployment put into a bucket. */
export interface DeployedFolder {
  readonly folder: string;
  readonly cacheControl: string | undefined;
  /** Whether a path belongs to it; absent: every path. */
  readonly holds?: (path: string) => boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

interface CachedFile {
  readonly mtimeMs: number;
  readonly bytes: Buffer;
  readonly gzipped: Buffer | undefined;
  readonly etag: string;
}

/** Answers like a private bucket behind CloudFront; the newest deployment that has the file wins. */
export function serveFolders(folders: () => readonly DeployedFolder[]): RequestHandler {
  const cache = new Map<string, CachedFile>();
  return async (request, response) => {
    const path = decodeURIComponent(urlOf(request).pathname);
    for (const { folder, cacheControl, holds } of folders().toReversed()) {
      if (holds?.(path) === false) continue;
      const file = join(folder, normalize(path));
      const found = file.startsWith(folder) ? await load(cache, file) : undefined;
      if (!found) continue;
      const headers: Record<string, string> = { etag: found.etag };
      if (cacheControl !== undefined) headers['cache-control'] = cacheControl;
      if (request.headers['if-none-match'] === found.etag) {
        response.writeHead(304, headers).end();
        return;
      }
      headers['content-type'] = contentTypes[extname(file)] ?? 'application/octet-stream';
      const compress = found.gzipped !== undefined && String(request.headers['accept-encoding'] ?? '').includes('gzip');
      if (found.gzipped) headers.vary = 'accept-encoding';
      if (compress) headers['content-encoding'] = 'gzip';
      const body = (compress ? found.gzipped : undefined) ?? found.bytes;
      if (request.method === 'HEAD') {
        response.writeHead(200, { ...headers, 'content-length': String(body.length) }).end();
        return;
      }
      return answer(response, 200, headers, body);
    }
    // Without the right to list, a bucket does not say whether an object exists.
    answer(
      response,
      403,
      { 'content-type': 'application/xml' },
      '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    );
  };
}

async function load(cache: Map<string, CachedFile>, file: string): Promise<CachedFile | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  const known = cache.get(file);
  if (known?.mtimeMs === info.mtimeMs) return known;
  const bytes = await readFile(file);
  const textual = /^(text|application\/(json|manifest|wasm)|image\/svg)/.test(contentTypes[extname(file)] ?? '');
  // CloudFront compresses from 1,000 bytes on.
  const gzipped = textual && bytes.length >= 1000 ? await promisify(gzip)(bytes, { level: 6 }) : undefined;
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const loaded = { mtimeMs: info.mtimeMs, bytes, gzipped, etag };
  cache.set(file, loaded);
  return loaded;
}
