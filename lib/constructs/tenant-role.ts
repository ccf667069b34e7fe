import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accept } from './accepted.ts';
import type { BusinessTable } from './business-table.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { namingOneTenant } from './one-tenant.ts';
import type { SecretsKey } from './secrets-key.ts';

const tenant = '${aws:PrincipalTag/tenant}';

/** What names of jobs at Amazon Transcribe begin with: several stages may share an account. */
export const voiceJobsOf = (scope: Construct): string => `frontdesk-${settingsAt(scope).stage}-`;

interface TenantRoleProps {
  readonly table: BusinessTable;
  readonly media: Bucket;
  readonly secretsKey: SecretsKey;
}

/**
 * What may be done for one business: its rows, its files, its secrets. Functions assume it with the session tag `tenant`,
 * and the policy compares every request with that tag, so a function that mixes businesses up is refused by AWS itself.
 */
export class TenantRole extends Construct {
  readonly role: Role;
  private readonly actors: string[] = [];

  constructor(scope: Construct, props: TenantRoleProps) {
    super(scope, 'TenantRole');
    this.role = new Role(this, 'Role', {
      roleName: `frontdesk-${settingsAt(this).stage}-tenant`,
      description: 'Rows, files and secrets of the business named by the session tag "tenant"',
      assumedBy: namingOneTenant(() => this.actors),
    });
    const { table, media, secretsKey } = props;
    const keys = {
      // The pattern ends with the delimiter: without it, T#a1* would match the business a11 too.
      // Its registration is one item with an exact key.
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`T#${tenant}#*`, `TENANT#${tenant}`] },
      // ForAllValues is true of a request without the key.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    // Named actions: never Scan, never PartiQL, which have no leading key to compare.
    this.allow(
      [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
      ],
      [table.table.tableArn],
      keys,
    );
    this.allow(['dynamodb:Query'], [table.table.tableArn, table.inboxArn, ...table.keyIndexArns], keys);
    // The audit log is added to and read, and stays as it was written, whatever the code does.
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [table.table.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['T#*#AUDIT#*'] } },
      }),
    );
    // The registration is changed here and removed elsewhere, with everything else of the business; that it is gone stays for good.
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:DeleteItem'],
        resources: [table.table.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#*'] } },
      }),
    );
    this.allow(['s3:GetObject', 's3:PutObject'], [media.arnForObjects(`tenants/${tenant}/*`)]);
    accept(this.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/tenants\/<aws:PrincipalTag\/tenant>\/\*$/,
      reason: 'Objects of the one business that the session tag names.',
    });
    // A tag by which the bucket forgets them.
    this.allow(
      ['s3:PutObjectTagging'],
      ['exports', 'uploads', 'media', 'library'].map((folder) => media.arnForObjects(`tenants/${tenant}/${folder}/*`)),
    );
    accept(this.role, {
      rule: 'AwsSolutions-IAM5',
      only: /^Resource::<MediaBucket\w+\.Arn>\/tenants\/<aws:PrincipalTag\/tenant>\/(exports|uploads|media|library)\/\*$/,
      reason: 'Files of the one business that the session tag names.',
    });
    this.allowTranscription(media);
    const itsSecrets = {
      StringEquals: { 'kms:EncryptionContext:tenant': tenant },
    };
    this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [secretsKey.key.keyArn], itsSecrets);
    // What was wrapped with the key before is opened until it has been wrapped anew.
    if (secretsKey.previousArn !== undefined) this.allow(['kms:Decrypt'], [secretsKey.previousArn], itsSecrets);
  }

  /**
   * Jobs of Amazon Transcribe read and write with the rights of whoever starts them. Starting one knows no resource, so where it
   * writes is what is compared; what was started is reached by its name, which has the business in it.
   */
  private allowTranscription(media: Bucket): void {
    this.allow(['transcribe:StartTranscriptionJob'], ['*'], {
      StringEquals: { 'transcribe:OutputBucketName': media.bucketName },
      StringLike: { 'transcribe:OutputKey': `tenants/${tenant}/transcripts/*` },
    });
    this.allow(
      ['transcribe:GetTranscriptionJob', 'transcribe:DeleteTranscriptionJob'],
      [`arn:${Aws.PARTITION}:transcribe:${Aws.REGION}:${Aws.ACCOUNT_ID}:transcription-job/${voiceJobsOf(this)}${tenant}-*`],
    );
    this.allow(['s3:DeleteObject'], [media.arnForObjects(`tenants/${tenant}/transcripts/*`)]);
    accept(
      this.role,
      {
        rule: 'AwsSolutions-IAM5',
        only: /^Resource::\*$/,
        reason: 'transcribe:StartTranscriptionJob knows no resource; a condition names the one prefix that it may write to.',
      },
      {
        rule: 'AwsSolutions-IAM5',
        only: /:transcription-job\/frontdesk-[a-z]+-<aws:PrincipalTag\/tenant>-\*$/,
        reason: 'Jobs of the one business that the session tag names.',
      },
      {
        rule: 'AwsSolutions-IAM5',
        only: /^Resource::<MediaBucket\w+\.Arn>\/tenants\/<aws:PrincipalTag\/tenant>\/transcripts\/\*$/,
        reason: 'What Amazon Transcribe wrote for the one business that the session tag names.',
      },
    );
  }

  /** Lets a function act for businesses, one at a time. */
  mayBeAssumedBy(fn: FeatureFunction): void {
    this.trust(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${fn.physicalName}`);
    fn.tell('tenantRole', this.role.roleArn);
    fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn]);
  }

  /** Lets the role with this ARN become the tenant role; that role needs the right to do so as well. */
  trust(role: string): void {
    this.actors.push(role);
  }

  private allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Record<string, Record<string, unknown>>,
  ): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }
}
