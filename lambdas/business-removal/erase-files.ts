import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '../../contract/ids.ts';
import { awsClient } from '../_shared/aws-client.ts';
import type { TenantCredentials } from '../_shared/tenant.ts';

export interface BusinessFiles {
  /** Removes everything that the business keeps. How many there were; `more`: time ran out. */
  erase(tenant: TenantId, hasTime: () => boolean): Promise<number | 'more'>;
}

export function businessFiles(Bucket: string, credentialsOf: (tenant: TenantId) => Promise<TenantCredentials>): BusinessFiles {
  return {
    async erase(tenant, hasTime) {
      const local = process.env.AWS_ENDPOINT_URL_S3 !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
      const client = new S3Client({ ...awsClient, credentials: () => credentialsOf(tenant), forcePathStyle: local });
      try {
        for (let count = 0; ; ) {
          if (!hasTime()) return 'more';
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `tenants/${tenant}/` }));
          if (Contents.length === 0) return count;
          const Objects = Contents.map(({ Key }) => ({ Key }));
          const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
          if (Errors.length > 0) throw new Error(`${Errors.length} files were not removed: ${Errors[0]?.Code}`);
          count += Objects.length;
        }
      } finally {
        client.destroy();
      }
    },
  };
}
