import { sign } from 'aws4';
import type { TenantId } from '../../contract/ids.ts';
import { signedRequests } from '../_shared/signed-request.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';

/** Files of exports, with the rights of their business. Signed by hand: the SDK's client would double both functions. */
export interface ExportFiles {
  put(tenant: TenantId, key: string, body: string): Promise<void>;
  /** A link that is good for 5 minutes and offers the file for saving. */
  link(tenant: TenantId, key: string): Promise<string>;
}

/** As long as a person needs to click, and short enough to be of no use once it is in somebody's history. */
const linkSeconds = 300;
/** The bucket's lifecycle forgets what has this tag. */
export const expiringTag = { key: 'keep', value: '7-days' } as const;

export const exportKeyOf = (tenant: TenantId, id: string, name: string): string => `tenants/${tenant}/exports/${id}/${name}`;

export function exportFiles(
  bucket: string,
  credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>,
  environment: NodeJS.ProcessEnv,
): ExportFiles {
  const { AWS_REGION = '' } = environment;
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
  return {
    async put(tenant, key, body) {
      const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
      const send = signedRequests(
        {
          ...environment,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
        },
        { retries: 1, timeoutMs: 10_000 },
      );
      const headers = {
        'content-type': key.endsWith('.json') ? 'application/json' : 'application/x-ndjson',
        'x-amz-tagging': `${expiringTag.key}=${expiringTag.value}`,
      };
      const { status } = await send({ service: 's3', method: 'PUT', url: `${base}/${key}`, headers, body });
      if (status !== 200) throw new Error(`PutObject answered ${status}`);
    },
    async link(tenant, key) {
      const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
      const { origin, host, pathname } = new URL(`${base}/${key}`);
      const name = key.slice(key.lastIndexOf('/') + 1);
      const query = new URLSearchParams({
        'X-Amz-Expires': String(linkSeconds),
        'response-content-disposition': `attachment; filename="${name}"`,
      });
      const signed = sign(
        { service: 's3', region: AWS_REGION, method: 'GET', path: `${pathname}?${query}`, headers: { host }, signQuery: true },
        { accessKeyId, secretAccessKey, sessionToken },
      );
      return `${origin}${signed.path}`;
    },
  };
}
