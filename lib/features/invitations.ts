import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { invitations } from '../../contract/team.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Offers people a place in the business, by e-mail. */
export class Invitations extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Invitations');
    const fn = new FeatureFunction(this, 'invitations', {
      errorImpact:
        'Nobody new can be invited, and invitations cannot be sent again or taken back. Those that are out still work.',
      // a repeated request waits for the mail of the first one
      timeout: Duration.seconds(20),
    });
    data.actForTenants(fn);
    // the key that cursors are signed with is sealed
    data.nameSecretsKey(fn);
    data.table.allowPlatformItems(fn, 'INVITATION', ['PutItem']);
    data.mail.sendFrom(fn);
    rest.serve(invitations, fn);
  }
}
