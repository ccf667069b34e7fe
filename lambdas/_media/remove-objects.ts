import type { TenantId } from '../../contract/ids.ts';
import { signedRequests } from '../_shared/signed-request.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';

/** Deletes objects for good. One that is not there counts as deleted. */
export type RemoveObjects = (tenant: TenantId, keys: readonly string[]) => Promise<void>;

export function objectRemover(
  bucket: string,
  credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>,
  environment: NodeJS.ProcessEnv,
): RemoveObjects {
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local
    ? `${local.replace(/\/$/, '')}/${bucket}`
    : `https://${bucket}.s3.${environment.AWS_REGION ?? ''}.amazonaws.com`;
  return async (tenant, keys) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
    const send = signedRequests(
      {
        ...environment,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
      { retries: 2, timeoutMs: 5_000 },
    );
    await Promise.all(
      keys.map(async (key) => {
        const { status } = await send({ service: 's3', method: 'DELETE', url: `${base}/${key}` });
        if (status !== 204 && status !== 200) throw new Error(`DeleteObject answered ${status}`);
      }),
    );
  };
}
