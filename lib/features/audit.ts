import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { audit } from '../../contract/audit.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Who changed what in a business, as pages and as a table. */
export class Audit extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Audit');
    const fn = new FeatureFunction(this, 'audit', {
      errorImpact: 'Administrators cannot look at the audit log. It goes on being written.',
      // A table of 10,000 rows is read and held at once.
      memory: 512,
      timeout: Duration.seconds(29),
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    rest.serve(audit, fn);
  }
}
