import { createHmac } from 'node:crypto';
import type { TenantCredentials } from '../_shared/tenant.ts';

export interface AllowedPost {
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  readonly mimeType: string;
  /** As many, and not one more or less. */
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Value of the tag `keep`, by which the bucket deletes it. */
  readonly tag: string;
  /** Milliseconds by the clock of the machine, which the storage goes by. */
  readonly signedAt: number;
  readonly livesMs: number;
}

/**
 * Fields of a form with which a browser may put exactly this object: its key, type, size and SHA-256 are in the signed policy.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function presignedPost(
  { accessKeyId, secretAccessKey, sessionToken }: Omit<TenantCredentials, 'expiration'>,
  { bucket, region, key, mimeType, bytes, sha256, tag, signedAt, livesMs }: AllowedPost,
): Record<string, string> {
  const stamp = new Date(signedAt).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const exact = {
    key,
    'Content-Type': mimeType,
    success_action_status: '204',
    tagging: `<Tagging><TagSet><Tag><Key>keep</Key><Value>${tag}</Value></Tag></TagSet></Tagging>`,
    'x-amz-checksum-algorithm': 'SHA256',
    'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${day}/${region}/s3/aws4_request`,
    'x-amz-date': stamp,
    'x-amz-security-token': sessionToken,
  };
  const conditions = [
    { bucket },
    ['content-length-range', bytes, bytes],
    ...Object.entries(exact).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = new Date(signedAt + livesMs).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  let signing: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of [day, region, 's3', 'aws4_request']) signing = createHmac('sha256', signing).update(part).digest();
  return { ...exact, policy, 'x-amz-signature': createHmac('sha256', signing).update(policy).digest('hex') };
}
