import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { namingOneTenant } from './one-tenant.ts';

const tenant = '${aws:PrincipalTag/tenant}';

/**
 * Files that go with a customer: those of conversations, and exports, which have everything of everybody. The tenant role removes
 * no file, so the one function that erases customers has this role for it, each time for the business of the session tag.
 */
export class ErasureRole extends Construct {
  private readonly role: Role;
  private readonly bucket: Bucket;
  private actor: string | undefined;

  constructor(scope: Construct, { media }: { readonly media: Bucket }) {
    super(scope, 'ErasureRole');
    this.bucket = media;
    this.role = new Role(this, 'Role', {
      roleName: `frontdesk-${settingsAt(this).stage}-erasure`,
      description: 'Removes files of conversations and exports of the business named by the session tag "tenant"',
      assumedBy: namingOneTenant(() => (this.actor === undefined ? [] : [this.actor])),
    });
    const under = (folder: string): string => `tenants/${tenant}/${folder}`;
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [media.bucketArn],
        conditions: {
          StringLike: { 's3:prefix': [under('media/?*'), under('transcripts/?*'), under('exports/'), under('erasures/')] },
        },
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject'],
        resources: ['media/*', 'transcripts/*', 'exports/*'].map((objects) => media.arnForObjects(under(objects))),
      }),
    );
    accept(this.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/tenants\/<aws:PrincipalTag\/tenant>\/(media|transcripts|exports)\/\*$/,
      reason: 'Objects under three folders of the one business that the session tag names.',
    });
  }

  /** The one function that erases customers. */
  isFor(fn: FeatureFunction): void {
    if (this.actor !== undefined) throw new Error('One function erases customers');
    this.actor = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${fn.physicalName}`;
    fn.tell('erasureRole', this.role.roleArn);
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn]);
  }
}
