import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BusinessTable } from './business-table.ts';
import type { FeatureFunction } from './feature-function.ts';
import { settingsAt } from './frontdesk-stack.ts';
import { namingOneTenant } from './one-tenant.ts';
import type { SecretsKey } from './secrets-key.ts';

const tenant = '${aws:PrincipalTag/tenant}';

/**
 * What the playground has instead of the tenant role: it reads the rows of one business, and writes what is tried and what a model
 * costs, nothing else. So that trying the assistant changes nothing of a conversation, a customer or a setting is not a promise of
 * its code. It fills no queue and reaches no file, and opens the one secret that a model is asked with.
 */
export class TrialRole extends Construct {
  private readonly role: Role;
  private actor: string | undefined;

  constructor(scope: Construct, { table, secretsKey }: { readonly table: BusinessTable; readonly secretsKey: SecretsKey }) {
    super(scope, 'TrialRole');
    this.role = new Role(this, 'Role', {
      // a function has a role of its own name
      roleName: `frontdesk-${settingsAt(this).stage}-trial`,
      description: 'Reads rows of the business named by the session tag "tenant", and pays for what is tried',
      assumedBy: namingOneTenant(() => (this.actor === undefined ? [] : [this.actor])),
    });
    const rows = (actions: readonly string[], keys: readonly string[]): void =>
      this.allow(actions, table.table.tableArn, {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
        // ForAllValues is true of a request without the key.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      });
    rows(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], [`T#${tenant}#*`]);
    rows(
      ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [`T#${tenant}#PLAYGROUND`, `T#${tenant}#MODELS`, `T#${tenant}#LEDGER#*`],
    );
    const itsSecret = {
      StringEquals: { 'kms:EncryptionContext:tenant': tenant, 'kms:EncryptionContext:purpose': 'assistant' },
    };
    this.allow(['kms:Decrypt'], secretsKey.key.keyArn, itsSecret);
    // What was wrapped with the key before is opened until it has been wrapped anew.
    if (secretsKey.previousArn !== undefined) this.allow(['kms:Decrypt'], secretsKey.previousArn, itsSecret);
  }

  /** The one function that has it, where others have the tenant role. */
  isFor(fn: FeatureFunction): void {
    if (this.actor !== undefined) throw new Error('One function has the role trial');
    this.actor = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${fn.physicalName}`;
    fn.tell('tenantRole', this.role.roleArn);
    fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn]);
  }

  private allow(actions: readonly string[], resource: string, conditions: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource], conditions }));
  }
}
