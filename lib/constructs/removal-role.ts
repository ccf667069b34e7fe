import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BusinessTable } from './business-table.ts';
import { OneActorRole } from './one-actor-role.ts';

const tenant = '${aws:PrincipalTag/tenant}';

/** What ends with a business and may not end before: its audit log and its files. */
export class RemovalRole extends OneActorRole {
  constructor(scope: Construct, { table, media }: { readonly table: BusinessTable; readonly media: Bucket }) {
    super(scope, 'RemovalRole', {
      name: 'removal',
      description: 'Removes the audit log and the files of the business named by the session tag "tenant"',
      variable: 'removalRole',
      media,
      deletes: [''],
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
        conditions: { StringEquals: { 's3:prefix': OneActorRole.under('') } },
      }),
    );
  }
}
