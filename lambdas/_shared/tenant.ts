import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/ids.ts';
import { awsClient } from './aws-client.ts';
import { now } from './clock.ts';
import { env } from './env.ts';
import { Lru } from './lru.ts';

/** The table with the function's own role: platform items only. */
export interface PlatformTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** The table as one business sees it: its credentials reach no key of another. */
export interface TenantTable extends PlatformTable {
  readonly tenant: TenantId;
}

export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Always past: SDK clients then ask the cache for every request instead of keeping credentials by a clock of their own. */
  readonly expiration: Date;
}

/** Role chaining limits a session to 60 minutes; used for less than 55, so that none expires during an invocation. */
const sessionSeconds = 3600;
const usableMs = 54 * 60_000;
/** Businesses whose credentials one warm process keeps. */
const capacity = 256;

/** Credentials per business, assumed once however many requests ask at the same time. */
export function credentialCache(assume: (tenant: TenantId) => Promise<TenantCredentials>, clock: () => number) {
  const cache = new Lru<{ readonly until: number; readonly credentials: Promise<TenantCredentials> }>(capacity);
  return (tenant: TenantId): Promise<TenantCredentials> => {
    const cached = cache.get(tenant);
    if (cached && clock() < cached.until) return cached.credentials;
    const credentials = assume(tenant);
    cache.set(tenant, { until: clock() + usableMs, credentials });
    credentials.catch(() => cache.delete(tenant));
    return credentials;
  };
}

let sts: STSClient | undefined;

/** The session tag is what the role's policy compares keys, prefixes and encryption contexts with. */
export async function assumeFor(tenant: TenantId, roleArn: string): Promise<TenantCredentials> {
  sts ??= new STSClient(awsClient);
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: (process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'frontdesk').slice(0, 64),
      DurationSeconds: sessionSeconds,
      Tags: [{ Key: 'tenant', Value: tenant }],
    }),
  );
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) {
    throw new Error('STS answered without credentials');
  }
  return {
    accessKeyId: session.AccessKeyId,
    secretAccessKey: session.SecretAccessKey,
    sessionToken: session.SessionToken,
    expiration: new Date(0),
  };
}

/** For clients of other services that act for a business (KMS, S3). */
export const tenantCredentials = credentialCache((tenant) => assumeFor(tenant, env('TENANT_ROLE_ARN')), now);

// Absent attributes are left out; empty strings and sets are kept as they are.
const translate = { marshallOptions: { removeUndefinedValues: true } };

let platform: PlatformTable | undefined;

export function platformTable(): PlatformTable {
  platform ??= { client: DynamoDBDocumentClient.from(new DynamoDBClient(awsClient), translate), table: env('TABLE_NAME') };
  return platform;
}

const tables = new Lru<TenantTable>(capacity);

/** Cheap to call for every request: the client is kept, and its credentials are fetched on first use. */
export function tenantTable(tenant: TenantId): TenantTable {
  const known = tables.get(tenant);
  if (known) return known;
  const table = tableOf(tenant, tenantCredentials);
  tables.set(tenant, table);
  return table;
}

/** The rows of one business with the rights of these credentials. */
export function tableOf(tenant: TenantId, credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>): TenantTable {
  // One connection pool for all businesses: sockets carry no identity, every request is signed.
  const { requestHandler } = platformTable().client.config;
  const client = new DynamoDBClient({ requestHandler, credentials: () => credentialsOf(tenant) });
  return { tenant, client: DynamoDBDocumentClient.from(client, translate), table: env('TABLE_NAME') };
}
