import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { newBusinesses } from '../../contract/businesses.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Businesses that people make for themselves. */
export class Businesses extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Businesses');
    const fn = new FeatureFunction(this, 'businesses', {
      errorImpact: 'Nobody can open a new business. Those that exist go on working.',
      timeout: Duration.seconds(20),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'SLUG', ['PutItem']);
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['PutItem']);
    data.table.allowPlatformItems(fn, 'TENANT', ['GetItem']);
    data.table.allowPlatformItems(fn, 'USER', ['GetItem', 'PutItem']);
    data.people.lookUpFrom(fn);
    rest.serve(newBusinesses, fn);
  }
}
