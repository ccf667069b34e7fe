import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { platform } from '../../contract/platform.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What administrators of the platform do with businesses. */
export class Platform extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'Platform');
    const fn = new FeatureFunction(this, 'platform', {
      errorImpact: 'Administrators of the platform cannot find, suspend or help businesses. The businesses go on.',
      // closes all open pages of a business, one by one
      timeout: Duration.seconds(20),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'PLATFORM#AUDIT', ['PutItem', 'Query']);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['DeleteItem', 'GetItem', 'PutItem', 'Query']);
    data.table.allowPlatformItems(fn, 'TENANT', ['GetItem']);
    data.table.allowPlatformItems(fn, 'SLUG', ['PutItem']);
    data.table.allowPlatformItems(fn, 'USER', ['DeleteItem', 'PutItem']);
    data.table.allowPlatformItems(fn, 'INVITATION', ['PutItem']);
    data.mail.sendFrom(fn);
    realtime.closeFrom(fn);
    rest.mayForgetDecisions(fn);
    rest.serve(platform, fn);
  }
}
