import type { ClientRequest, IncomingMessage } from 'node:http';
import { sign } from 'aws4';
import type { TenantId } from '../../contract/ids.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';
import type { ByteSource } from './byte-source.ts';

export interface StoredObject {
  readonly size: number;
  /** Hexadecimal, where the storage knows it. */
  readonly sha256: string | undefined;
}

/** Reading and copying what the storage has, each time with the rights of one business. */
export interface Objects {
  /** Undefined: there is nothing. */
  look(tenant: TenantId, key: string): Promise<StoredObject | undefined>;
  /** The bytes as they come; undefined: there is nothing. Read them or destroy them. */
  open(tenant: TenantId, key: string): Promise<{ readonly size: number; readonly body: IncomingMessage } | undefined>;
  /** In pieces, a few of which are kept. */
  source(tenant: TenantId, key: string, size: number): ByteSource;
  /** `tag`: value of `keep`, by which the bucket deletes it. */
  copy(
    tenant: TenantId,
    from: string,
    to: string,
    as: { readonly mimeType: string; readonly tag?: string | undefined },
  ): Promise<void>;
}

const timeoutMs = 20_000;
const tries = 3;
const pieceBytes = 256 * 1024;
const piecesKept = 8;

interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly tenant: TenantId;
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Signed here: the SDK's client would double the functions that need these four calls. */
export function objects(
  bucket: string,
  credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>,
  environment: NodeJS.ProcessEnv,
): Objects {
  const { AWS_REGION = '' } = environment;
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;

  const once = async ({ method, tenant, key, headers }: Asked): Promise<IncomingMessage> => {
    const { protocol, hostname, port, host, pathname } = new URL(`${base}/${key}`);
    const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
    const signed = sign(
      { service: 's3', region: AWS_REGION, method, path: pathname, headers: { ...headers, host }, body: '' },
      { accessKeyId, secretAccessKey, sessionToken },
    );
    const { request } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked: ClientRequest = request(
      { protocol, hostname, port, method, path: pathname, headers: { ...signed.headers }, timeout: timeoutMs },
      resolve,
    );
    asked
      .on('timeout', () => asked.destroy(new Error('the storage does not answer')))
      .on('error', reject)
      .end();
    return promise;
  };
  const ask = async (asked: Asked): Promise<IncomingMessage | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(asked).catch((error: unknown) => (error instanceof Error ? error : new Error('no answer')));
      if (!(answer instanceof Error)) {
        const status = answer.statusCode ?? 0;
        if (status < 300) return answer;
        if (await isMissing(asked.method, answer)) return undefined;
        if (status < 500 && status !== 429) throw new Error(`${asked.method} of an object answered ${status}`);
      }
      if (attempt >= tries) {
        throw answer instanceof Error ? answer : new Error(`${asked.method} of an object answered ${answer.statusCode}`);
      }
    }
  };

  const read = async (tenant: TenantId, key: string, from: number, length: number): Promise<Buffer> => {
    const headers = { range: `bytes=${from}-${from + length - 1}` };
    const answer = await ask({ method: 'GET', tenant, key, headers });
    if (answer === undefined) throw new Error('An object went away while it was read');
    return bytesOf(answer);
  };

  return {
    async look(tenant, key) {
      const answer = await ask({ method: 'HEAD', tenant, key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
      if (answer === undefined) return undefined;
      answer.resume();
      const { 'content-length': size = '0', 'x-amz-checksum-sha256': checksum } = answer.headers;
      const bytes = typeof checksum === 'string' ? Buffer.from(checksum, 'base64') : undefined;
      return { size: Number(size), sha256: bytes?.length === 32 ? bytes.toString('hex') : undefined };
    },
    async open(tenant, key) {
      const body = await ask({ method: 'GET', tenant, key });
      return body && { size: Number(body.headers['content-length'] ?? 0), body };
    },
    source: (tenant, key, size) => piecewise(size, (from, length) => read(tenant, key, from, length)),
    async copy(tenant, from, to, { mimeType, tag }) {
      const headers = {
        'x-amz-copy-source': `/${bucket}/${from}`,
        'x-amz-metadata-directive': 'REPLACE',
        'x-amz-tagging-directive': 'REPLACE',
        'content-type': mimeType,
        // Whoever reads it past the addresses made here gets a file to save, too.
        'content-disposition': 'attachment',
        ...(tag !== undefined && { 'x-amz-tagging': `keep=${tag}` }),
      };
      const answer = await ask({ method: 'PUT', tenant, key: to, headers });
      // S3 may have begun to answer before it failed: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
      const said = answer === undefined ? '' : (await bytesOf(answer)).toString('utf8');
      if (!said.includes('<CopyObjectResult')) throw new Error('An object was not copied');
    },
  };
}

/** What looks at a file asks for a few bytes here and there: they are fetched in pieces, the last ones of which are kept. */
function piecewise(size: number, read: (from: number, length: number) => Promise<Buffer>): ByteSource {
  const pieces = new Map<number, Promise<Buffer>>();
  const piece = (index: number): Promise<Buffer> => {
    const known = pieces.get(index) ?? read(index * pieceBytes, Math.min(pieceBytes, size - index * pieceBytes));
    pieces.delete(index);
    pieces.set(index, known);
    const [oldest] = pieces.keys();
    if (pieces.size > piecesKept && oldest !== undefined) pieces.delete(oldest);
    return known;
  };
  return {
    size,
    read: async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (wanted === 0) return Buffer.alloc(0);
      // Nothing to keep of what is wanted as a whole.
      if (wanted > pieceBytes) return read(offset, wanted);
      const [first, last] = [Math.floor(offset / pieceBytes), Math.floor((offset + wanted - 1) / pieceBytes)];
      const both = first === last ? [await piece(first)] : [await piece(first), await piece(last)];
      return Buffer.concat(both).subarray(offset - first * pieceBytes, offset - first * pieceBytes + wanted);
    },
  };
}

/**
 * The tenant role may not list the bucket, and whoever may not is told that what is missing is forbidden; an answer to HEAD has no
 * words. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
async function isMissing(method: Asked['method'], answer: IncomingMessage): Promise<boolean> {
  const said = (await bytesOf(answer)).toString('utf8');
  return answer.statusCode === 404 || (answer.statusCode === 403 && (method === 'HEAD' || said.includes('<Code>AccessDenied<')));
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
