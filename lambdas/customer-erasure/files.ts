import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '../../contract/ids.ts';
import { awsClient } from '../_shared/aws-client.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';

/** Files of one business, under `tenants/<business>/`. */
export interface TenantFiles {
  /** Removes everything that begins so. How many there were; `more`: time ran out. */
  erase(tenant: TenantId, beginning: string, hasTime: () => boolean): Promise<number | 'more'>;
  list(tenant: TenantId, beginning: string): Promise<readonly string[]>;
  read(tenant: TenantId, name: string): Promise<string>;
  write(tenant: TenantId, name: string, body: string): Promise<void>;
}

type CredentialsOf = (tenant: TenantId) => Promise<TenantCredentials>;

/** `eraser` may list and remove what an erasure takes; reading and writing is the tenant role's. */
export function tenantFiles(
  Bucket: string,
  { eraser, tenantRole }: { readonly eraser: CredentialsOf; readonly tenantRole: CredentialsOf },
): TenantFiles {
  const local = process.env.AWS_ENDPOINT_URL_S3 !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
  async function as<Done>(
    credentialsOf: CredentialsOf,
    tenant: TenantId,
    work: (client: S3Client) => Promise<Done>,
  ): Promise<Done> {
    const client = new S3Client({ ...awsClient, credentials: () => credentialsOf(tenant), forcePathStyle: local });
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
  const keyOf = (tenant: TenantId, name: string): string => `tenants/${tenant}/${name}`;
  const page = async (client: S3Client, Prefix: string, ContinuationToken?: string) =>
    client.send(new ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) }));

  return {
    erase: (tenant, beginning, hasTime) =>
      as(eraser, tenant, async (client) => {
        for (let count = 0; ; ) {
          if (!hasTime()) return 'more';
          const { Contents = [] } = await page(client, keyOf(tenant, beginning));
          if (Contents.length === 0) return count;
          const Objects = Contents.map(({ Key }) => ({ Key }));
          const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
          if (Errors.length > 0) throw new Error(`${Errors.length} files were not removed: ${Errors[0]?.Code}`);
          count += Objects.length;
        }
      }),
    list: (tenant, beginning) =>
      as(eraser, tenant, async (client) => {
        const names: string[] = [];
        let from: string | undefined;
        do {
          const { Contents = [], NextContinuationToken } = await page(client, keyOf(tenant, beginning), from);
          names.push(...Contents.map(({ Key = '' }) => Key.slice(keyOf(tenant, '').length)));
          from = NextContinuationToken;
        } while (from);
        return names;
      }),
    read: (tenant, name) =>
      as(tenantRole, tenant, async (client) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(tenant, name) }));
        return (await Body?.transformToString()) ?? '';
      }),
    write: (tenant, name, Body) =>
      as(tenantRole, tenant, async (client) => {
        await client.send(new PutObjectCommand({ Bucket, Key: keyOf(tenant, name), Body, ContentType: 'application/json' }));
      }),
  };
}
