import { Construct } from 'constructs';
import { employees } from '../../contract/team.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Who works for the business, with which role; and how one appears there oneself. */
export class Employees extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Employees');
    const fn = new FeatureFunction(this, 'employees', {
      errorImpact: 'Colleagues cannot be given another role, deactivated or reactivated. What everybody may do stays as it is.',
    });
    data.actForTenants(fn);
    // the key that cursors are signed with is sealed
    data.nameSecretsKey(fn);
    data.table.allowPlatformItems(fn, 'USER', ['PutItem']);
    rest.mayForgetDecisions(fn);
    rest.serve(employees, fn);
  }
}
