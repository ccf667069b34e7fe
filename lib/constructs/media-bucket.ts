import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** `tenants/<tenant>/...`: what businesses keep. `intake/...`: events too large for a queue message, on their way to a worker. */
export class MediaBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct) {
    super(scope, 'MediaBucket');
    const { removalPolicy } = settingsAt(this);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
      lifecycleRules: [
        { id: 'forget-unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // 4 days in the queue and 14 in its dead-letter queue, and some days to look at it
        { id: 'forget-intake', prefix: 'intake/', expiration: Duration.days(21) },
      ],
    });
  }

  /** Lets a function put down an event that is too large for the queue. */
  takeInFrom(fn: FeatureFunction): void {
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow(['s3:PutObject'], [this.bucket.arnForObjects('intake/*')]);
  }

  /** Lets a worker pick such an event up. */
  handOver(fn: FeatureFunction): void {
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow(['s3:GetObject'], [this.bucket.arnForObjects('intake/*')]);
  }
}
