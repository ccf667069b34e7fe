import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { TenantId } from '../../contract/ids.ts';

/** Encryption context of a secret. */
interface Context {
  readonly tenant: TenantId;
  readonly purpose: string;
}

export type DataKeys = (context: Context) => Promise<{ readonly key: Uint8Array; readonly wrapped: Uint8Array }>;

interface Options {
  /** Of a function that may act for businesses, as the AWS endpoint gives it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tenantRoleArn: string;
  readonly secretsKeyArn: string;
}

/** Data keys as functions get them: with the tenant role's rights for that business, through the IAM gate. */
export function tenantDataKeys({ environment, tenantRoleArn, secretsKeyArn }: Options): DataKeys {
  const setting = (name: string): string => {
    const value = environment[name];
    if (value === undefined) throw new Error(`The environment of the function has no ${name}`);
    return value;
  };
  const region = setting('AWS_REGION');
  const caller = {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    sessionToken: setting('AWS_SESSION_TOKEN'),
  };
  const sts = new STSClient({ region, endpoint: setting('AWS_ENDPOINT_URL_STS'), credentials: caller });
  return async ({ tenant, purpose }) => {
    const { Credentials: session } = await sts.send(
      new AssumeRoleCommand({ RoleArn: tenantRoleArn, RoleSessionName: 'seed', Tags: [{ Key: 'tenant', Value: tenant }] }),
    );
    if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) {
      throw new Error('STS answered without credentials');
    }
    const credentials = {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
    };
    const kms = new KMSClient({ region, endpoint: setting('AWS_ENDPOINT_URL_KMS'), credentials });
    const { Plaintext: key, CiphertextBlob: wrapped } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: secretsKeyArn, KeySpec: 'AES_256', EncryptionContext: { tenant, purpose } }),
    );
    kms.destroy();
    if (!key || !wrapped) throw new Error('KMS answered without a data key');
    return { key, wrapped };
  };
}
