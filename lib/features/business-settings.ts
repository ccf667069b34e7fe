import { Construct } from 'constructs';
import { businessSettings } from '../../contract/businesses.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What a business says of itself, and what its plan allows. */
export class BusinessSettings extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'BusinessSettings');
    const fn = new FeatureFunction(this, 'business-settings', {
      errorImpact: 'The settings of a business cannot be seen or changed, nor what its plan allows. Conversations go on.',
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'SLUG', ['DeleteItem', 'PutItem']);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['DeleteItem', 'PutItem']);
    data.table.allowPlatformItems(fn, 'TENANT', ['GetItem']);
    data.mail.sendFrom(fn);
    rest.mayForgetDecisions(fn);
    rest.serve(businessSettings, fn);
  }
}
