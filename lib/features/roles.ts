import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { roles } from '../../contract/roles.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Roles that a business makes for itself. */
export class Roles extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Roles');
    const fn = new FeatureFunction(this, 'roles', {
      errorImpact: 'Roles cannot be seen, made or changed. What everybody may do stays as it is.',
      // a changed role is copied to everybody who has it: 4 s for 5,000 people; what is left when time is up, memberships copies
      timeout: Duration.seconds(28),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'USER', ['PutItem']);
    rest.mayForgetDecisions(fn);
    rest.serve(roles, fn);
  }
}
