import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { retentionDays } from '../../contract/library.ts';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';

/** `tenants/<tenant>/...`: what businesses keep. `intake/...`: events too large for a queue message, on their way to a worker. `removals/...`: which businesses were removed. */
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
        // a rule's prefix cannot say "of any business", so these carry a tag: what browsers put there to be checked, and exports
        { id: 'forget-uploads', tagFilters: { keep: '1-day' }, expiration: Duration.days(1) },
        { id: 'forget-exports', tagFilters: { keep: '7-days' }, expiration: Duration.days(7) },
        // what businesses let go after a time: each file says after which
        ...retentionDays.map((days) => ({
          id: `forget-after-${days}-days`,
          tagFilters: { keep: `${days}-days` },
          expiration: Duration.days(days),
        })),
      ],
    });
    accept(this.bucket, {
      rule: 'AwsSolutions-S1',
      reason:
        'Only the tenant role and two workers reach it, and their logs name request and business; access logs would add addresses of people.',
    });
  }

  /** Objects under a prefix that this bucket gives to functions. */
  private allowUnderIntake(fn: FeatureFunction, action: 's3:GetObject' | 's3:PutObject'): void {
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow([action], [this.bucket.arnForObjects('intake/*')]);
    accept(fn.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/intake\/\*$/,
      reason: 'One action on objects under one prefix: their names are not known before.',
    });
  }

  /** Tells a function that acts for businesses where their files are; the rights are the tenant role's. */
  nameFor(fn: FeatureFunction): void {
    fn.tell('bucket', this.bucket.bucketName);
  }

  /** Lets the function that removes businesses note which, and find them again after a restore. Nobody may take a note back. */
  keepRemovalsOf(fn: FeatureFunction): void {
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow(['s3:PutObject'], [this.bucket.arnForObjects('removals/*')]);
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn], { StringEquals: { 's3:prefix': 'removals/' } });
    accept(fn.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/removals\/\*$/,
      reason: 'One note for each business that is removed: their ids are not known before.',
    });
  }

  /** Lets a function put down an event that is too large for the queue. */
  takeInFrom(fn: FeatureFunction): void {
    this.allowUnderIntake(fn, 's3:PutObject');
  }

  /** Lets a worker pick such an event up. */
  handOver(fn: FeatureFunction): void {
    this.allowUnderIntake(fn, 's3:GetObject');
  }
}
