import type { Access } from './decide.ts';

export interface S3Request {
  readonly method: string;
  /** Decoded. */
  readonly bucket: string;
  /** Decoded; empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly copySource: string | undefined;
  /** Keys named in the body of a DeleteObjects request. */
  readonly deletes: readonly string[];
}

/** The stage speaks plain HTTP on the loopback interface and answers for what functions do on AWS: the newest TLS. */
const connection = { 's3:TlsVersion': '1.3' };

/** What an S3 request needs to be allowed. Undefined: a request unknown here. */
export function s3Access(request: S3Request): readonly Access[] | undefined {
  if (request.bucket === '') return undefined;
  return request.key === '' ? onBucket(request) : onObject(request);
}

function onBucket({ method, bucket, query, deletes }: S3Request): readonly Access[] | undefined {
  const resource = `arn:aws:s3:::${bucket}`;
  const known = new Set([
    'list-type',
    'prefix',
    'delimiter',
    'max-keys',
    'start-after',
    'continuation-token',
    'marker',
    'encoding-type',
    'fetch-owner',
    'x-id',
  ]);
  if (method === 'HEAD') return [{ action: 's3:ListBucket', resource, context: connection }];
  if (method === 'GET' && plain(query, known)) {
    const context: Record<string, string> = { ...connection };
    for (const name of ['prefix', 'delimiter', 'max-keys']) {
      const value = query.get(name);
      if (value !== null) context[`s3:${name}`] = value;
    }
    return [{ action: 's3:ListBucket', resource, context }];
  }
  if (method === 'POST' && query.has('delete')) {
    return deletes.map((key) => ({ action: 's3:DeleteObject', resource: `${resource}/${key}`, context: connection }));
  }
  return undefined;
}

const readOptions = new Set(['partNumber', 'x-id', 'attributes']);
const writeOptions = new Set(['x-id', 'partNumber', 'uploadId', 'uploads']);

function onObject({ method, bucket, key, query, copySource }: S3Request): readonly Access[] | undefined {
  const access = (action: string): Access => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${bucket}/${key}`,
    context: connection,
  });
  if (method === 'GET' && query.has('uploadId')) return [access('ListMultipartUploadParts')];
  if (method === 'GET' || method === 'HEAD') return plain(query, readOptions) ? [access('GetObject')] : undefined;
  if (method === 'DELETE' && query.has('uploadId')) return [access('AbortMultipartUpload')];
  if (method === 'DELETE') return plain(query, new Set(['x-id'])) ? [access('DeleteObject')] : undefined;
  if (method === 'PUT' || method === 'POST') {
    if (!plain(query, writeOptions)) return undefined;
    const put = access('PutObject');
    if (copySource === undefined) return [put];
    const source = decodeURIComponent(copySource.replace(/\?.*$/, '')).replace(/^\//, '');
    return [put, { action: 's3:GetObject', resource: `arn:aws:s3:::${source}`, context: connection }];
  }
  return undefined;
}

/** No other sub-resource (acl, tagging, policy ...) is asked for. */
function plain(query: URLSearchParams, known: ReadonlySet<string>): boolean {
  return [...query.keys()].every((name) => known.has(name) || /^(?:x-amz-|response-)/i.test(name));
}
