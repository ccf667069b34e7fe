import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { joining } from '../../contract/team.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { settingsAt } from '../constructs/frontdesk-stack.ts';
import type { RestProps } from './props.ts';

/** What invited people do with the link of their mail. */
export class Joining extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Joining');
    const fn = new FeatureFunction(this, 'joining', {
      errorImpact: 'Invited people cannot join. Their links go on working once it is repaired.',
      timeout: Duration.seconds(20),
      reservedConcurrency: settingsAt(this).reservedConcurrency.signIn,
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'INVITATION', ['GetItem']);
    data.table.allowPlatformItems(fn, 'USER', ['PutItem']);
    data.people.manageFrom(fn);
    rest.mayForgetDecisions(fn);
    rest.serve(joining, fn);
  }
}
