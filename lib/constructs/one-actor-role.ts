import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { environment } from '../../contract/environment.ts';
import { accept } from './accepted.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { namingOneTenant } from './one-tenant.ts';

const tenant = '${aws:PrincipalTag/tenant}';

export interface OneActorRoleProps {
  /** After the stage: `frontdesk-dev-<name>`. */
  readonly name: string;
  readonly description: string;
  /** Tells the function its ARN. */
  readonly variable: keyof typeof environment;
  readonly media: Bucket;
  /** Folders of the business whose objects it may delete; an empty name: everything of the business. */
  readonly deletes: readonly string[];
}

/**
 * What the tenant role may not do, for the one function that has to, each time for the business of the session tag. The tenant role
 * deletes no file, so whoever deletes some has a role like this.
 */
export class OneActorRole extends Construct {
  protected readonly role: Role;
  private readonly props: OneActorRoleProps;
  private actor: string | undefined;

  constructor(scope: Construct, id: string, props: OneActorRoleProps) {
    super(scope, id);
    this.props = props;
    const { name, description, media, deletes } = props;
    this.role = new Role(this, 'Role', {
      roleName: `frontdesk-${settingsAt(this).stage}-${name}`,
      description,
      assumedBy: namingOneTenant(() => (this.actor === undefined ? [] : [this.actor])),
    });
    const under = (folder: string): string => OneActorRole.under(folder === '' ? '*' : `${folder}/*`);
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject'],
        resources: deletes.map((folder) => media.arnForObjects(under(folder))),
      }),
    );
    const folders = deletes.includes('') ? '' : `(${deletes.join('|')})\\/`;
    accept(this.role, {
      rule: 'AwsSolutions-IAM5',
      only: new RegExp(`^Resource::<MediaBucket\\w+\\.Arn>\\/tenants\\/<aws:PrincipalTag\\/tenant>\\/${folders}\\*$`),
      reason: 'Objects of the one business that the session tag names.',
    });
  }

  /** A key, or the beginning of some, of the business of the session tag. */
  protected static under(path: string): string {
    return `tenants/${tenant}/${path}`;
  }

  /** The one function that has it. */
  isFor(fn: FeatureFunction): void {
    const { name, variable, media } = this.props;
    if (this.actor !== undefined) throw new Error(`One function has the role ${name}`);
    this.actor = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${fn.physicalName}`;
    fn.tell(variable, this.role.roleArn);
    fn.tell('bucket', media.bucketName);
    fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn]);
  }
}
