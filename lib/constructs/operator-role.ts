import { Aws, CfnOutput } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BusinessTable } from './business-table.ts';
import { settingsAt } from './frontdesk-stack.ts';
import type { TenantRole } from './tenant-role.ts';

/**
 * Who runs the import and the export of a business from a terminal: somebody of this account whom its administrators let assume
 * this role. It finds a business by its slug and becomes the tenant role of that business; by itself it reaches no row of any.
 */
export class OperatorRole extends Construct {
  constructor(scope: Construct, { table, tenant }: { readonly table: BusinessTable; readonly tenant: TenantRole }) {
    super(scope, 'OperatorRole');
    const name = `frontdesk-${settingsAt(this).stage}-operator`;
    const role = new Role(this, 'Role', {
      roleName: name,
      description: 'Imports and exports one business at a time',
      assumedBy: new AccountRootPrincipal(),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem'],
        resources: [table.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SLUG#*'] },
          // ForAllValues is true of a request without the key
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [tenant.role.roleArn] }));
    tenant.trust(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`);
    this.tell('TableName', table.table.tableName, 'The table, for tools');
    this.tell('TenantRoleArn', tenant.role.roleArn, 'What tools become to work for one business');
    this.tell('OperatorRoleArn', role.roleArn, 'Who may run the import and the export');
  }

  private tell(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name);
  }
}
