import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { OneActorRole } from './one-actor-role.ts';

/** Files that go with a customer: those of conversations, and exports, which have everything of everybody. */
export class ErasureRole extends OneActorRole {
  constructor(scope: Construct, { media }: { readonly media: Bucket }) {
    super(scope, 'ErasureRole', {
      name: 'erasure',
      description: 'Removes files of conversations and exports of the business named by the session tag "tenant"',
      variable: 'erasureRole',
      media,
      deletes: ['media', 'transcripts', 'exports'],
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [media.bucketArn],
        conditions: {
          StringLike: { 's3:prefix': ['media/?*', 'transcripts/?*', 'exports/', 'erasures/'].map(OneActorRole.under) },
        },
      }),
    );
  }
}
