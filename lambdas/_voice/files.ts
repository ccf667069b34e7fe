import type { TenantId } from '../../contract/ids.ts';
import { signedRequests } from '../_shared/signed-request.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';
import type { Order } from './port.ts';

/** Where the recording is in the bucket. */
export const recordingKey = ({ tenant, conversationId, messageId, fileId }: Order): string =>
  fileId === undefined
    ? `tenants/${tenant}/media/${conversationId}/${messageId}/original`
    : `tenants/${tenant}/library/${fileId}/original`;

/** Where Amazon Transcribe writes what it heard. */
export const outputKey = ({ tenant, conversationId, messageId, attempt }: Order): string =>
  `tenants/${tenant}/transcripts/${conversationId}/${messageId}/${attempt}.json`;

/** Objects of one business, with its rights. Signed here: the SDK's client would be most of the function. */
export interface VoiceFiles {
  readonly bucket: string;
  /** Undefined: there is none. */
  get(tenant: TenantId, key: string): Promise<Buffer | undefined>;
  remove(tenant: TenantId, key: string): Promise<void>;
}

export type CredentialsOf = (tenant: TenantId) => Promise<TenantCredentials>;

export const asTenant = async (credentialsOf: CredentialsOf, tenant: TenantId, environment: NodeJS.ProcessEnv) => {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(tenant);
  const credentials = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  return signedRequests({ ...environment, ...credentials }, { retries: 2, timeoutMs: 15_000 });
};

export function voiceFiles(bucket: string, credentialsOf: CredentialsOf, environment: NodeJS.ProcessEnv): VoiceFiles {
  const { AWS_REGION = '' } = environment;
  const local = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const base = local ? `${local.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${AWS_REGION}.amazonaws.com`;
  return {
    bucket,
    async get(tenant, key) {
      const send = await asTenant(credentialsOf, tenant, environment);
      const { status, body } = await send({ service: 's3', method: 'GET', url: `${base}/${key}` });
      // Whoever may not list the bucket is told that what is missing is forbidden: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
      if (status === 404 || (status === 403 && body.includes('<Code>AccessDenied<'))) return undefined;
      if (status !== 200) throw new Error(`GetObject answered ${status}`);
      return body;
    },
    async remove(tenant, key) {
      const send = await asTenant(credentialsOf, tenant, environment);
      const { status } = await send({ service: 's3', method: 'DELETE', url: `${base}/${key}` });
      if (status !== 204 && status !== 200) throw new Error(`DeleteObject answered ${status}`);
    },
  };
}
