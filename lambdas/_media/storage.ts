import type { Readable } from 'node:stream';
import { sign } from 'aws4';
import type { ConversationId, MessageId, TenantId } from '../../contract/ids.ts';
import { linkLives, type Variant } from '../../contract/media.ts';
import type { UploadId } from '../../contract/media-uploads.ts';
import type { FileId } from '../../contract/message.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';

/** Where the bytes of a received file are. Made of ids of ours only. */
export const receivedKey = (tenant: TenantId, conversation: ConversationId, message: MessageId, variant: Variant): string =>
  `tenants/${tenant}/media/${conversation}/${message}/${variant}`;

/** Where a file is that the business itself has: by its bytes. */
export const libraryKey = (tenant: TenantId, file: FileId, variant: Variant): string =>
  `tenants/${tenant}/library/${file}/${variant}`;

/** Where a browser puts a file before it is checked. Nothing is shown from there. */
export const uploadKeyOf = (tenant: TenantId, upload: UploadId): string => `tenants/${tenant}/uploads/${upload}`;

export interface Bytes {
  /** Called for each try. */
  readonly open: () => Readable | Buffer;
  readonly size: number;
  /** Hexadecimal; the storage refuses bytes that are others. */
  readonly sha256: string;
  readonly mimeType: string;
  /** Value of the tag `keep`, by which the bucket deletes them; absent: never. */
  readonly tag?: string | undefined;
}

/** Files of businesses, each with the rights of its business. Signed here: the SDK's client would double these functions. */
export interface MediaStorage {
  put(tenant: TenantId, key: string, bytes: Bytes): Promise<void>;
  /** An address of an origin where nothing else is. `livesMs`: five minutes unless said, and no longer than the credentials. */
  link(
    tenant: TenantId,
    key: string,
    as: { readonly mimeType: string; readonly disposition: string; readonly livesMs?: number },
  ): Promise<string>;
}

const putTimeoutMs = 60_000;
const tries = 3;

export function mediaStorage(
  bucket: string,
  credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>,
  environment: NodeJS.ProcessEnv,
  mediaOrigin = '',
): MediaStorage {
  const { AWS_REGION = '' } = environment;
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
  const keysOf = async (tenant: TenantId) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
    return { accessKeyId, secretAccessKey, sessionToken };
  };
  return {
    async put(tenant, key, bytes) {
      for (let attempt = 1; ; attempt++) {
        const answer = await putOnce(`${base}/${key}`, AWS_REGION, await keysOf(tenant), bytes).catch((error: unknown) =>
          error instanceof Error ? error : new Error('PutObject failed'),
        );
        if (answer === 200) return;
        const final = typeof answer === 'number' && answer < 500 && answer !== 429;
        if (final || attempt >= tries) throw typeof answer === 'number' ? new Error(`PutObject answered ${answer}`) : answer;
      }
    },
    async link(tenant, key, { mimeType, disposition, livesMs = linkLives }) {
      const { host, pathname } = new URL(`${base}/${key}`);
      const query = new URLSearchParams({
        'X-Amz-Expires': String(livesMs / 1000),
        'response-cache-control': 'private, max-age=300',
        'response-content-disposition': disposition,
        'response-content-type': mimeType,
      });
      const signed = sign(
        { service: 's3', region: AWS_REGION, method: 'GET', path: `${pathname}?${query}`, headers: { host }, signQuery: true },
        await keysOf(tenant),
      );
      const [, search = ''] = String(signed.path).split(/\?(.*)/s);
      return `${mediaOrigin.replace(/\/$/, '')}/${key}?${search}`;
    },
  };
}

async function putOnce(
  address: string,
  region: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string },
  { open, size, sha256, mimeType, tag }: Bytes,
): Promise<number> {
  const { protocol, hostname, port, host, pathname } = new URL(address);
  const { headers } = sign(
    {
      service: 's3',
      region,
      method: 'PUT',
      path: pathname,
      headers: {
        host,
        'content-length': String(size),
        'content-type': mimeType,
        // Whoever reads it past the addresses made here gets a file to save, too.
        'content-disposition': 'attachment',
        'x-amz-content-sha256': sha256,
        ...(tag !== undefined && { 'x-amz-tagging': `keep=${tag}` }),
      },
    },
    credentials,
  );
  const { request } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asked = request({
    protocol,
    hostname,
    port,
    method: 'PUT',
    path: pathname,
    headers: { ...headers },
    timeout: putTimeoutMs,
  });
  asked
    .on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0)).on('error', reject);
    })
    .on('timeout', () => asked.destroy(new Error('the storage does not answer')))
    .on('error', reject);
  const body = open();
  if (Buffer.isBuffer(body)) asked.end(body);
  else {
    body.on('error', (error) => asked.destroy(error));
    body.pipe(asked);
  }
  return promise;
}
