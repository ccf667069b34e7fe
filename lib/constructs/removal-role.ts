import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { BusinessTable } from './business-table.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { namingOneTenant } from './one-tenant.ts';

const tenant = '${aws:PrincipalTag/tenant}';

/**
 * What ends with a business and may not end before: its audit log and its files. The tenant role cannot remove either, so the
 * one function that removes whole businesses has this role for it, each time for the business of the session tag.
 */
export class RemovalRole extends Construct {
  private readonly role: Role;
  private readonly bucket: Bucket;
  private actor: string | undefined;

  constructor(scope: Construct, { table, media }: { readonly table: BusinessTable; readonly media: Bucket }) {
    super(scope, 'RemovalRole');
    this.bucket = media;
    this.role = new Role(this, 'Role', {
      roleName: `frontdesk-${settingsAt(this).stage}-removal`,
      description: 'Removes the audit log and the files of the business named by the session tag "tenant"',
      assumedBy: namingOneTenant(() => (this.actor === undefined ? [] : [this.actor])),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query', 'dynamodb:DeleteItem'],
        resources: [table.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`T#${tenant}#AUDIT#*`] },
          // ForAllValues is true of a request without the key.
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [media.bucketArn],
        conditions: { StringEquals: { 's3:prefix': `tenants/${tenant}/` } },
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['s3:DeleteObject'], resources: [media.arnForObjects(`tenants/${tenant}/*`)] }),
    );
    accept(this.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/tenants\/<aws:PrincipalTag\/tenant>\/\*$/,
      reason: 'Objects of the one business that the session tag names.',
    });
  }

  /** The one function that removes businesses. */
  isFor(fn: FeatureFunction): void {
    if (this.actor !== undefined) throw new Error('One function removes businesses');
    this.actor = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${fn.physicalName}`;
    fn.tell('removalRole', this.role.roleArn);
    fn.tell('bucket', this.bucket.bucketName);
    fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn]);
  }
}
