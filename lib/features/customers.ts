import { Construct } from 'constructs';
import { customers } from '../../contract/customers.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** What a business knows of its customers. */
export class Customers extends Construct {
  constructor(scope: Construct, { data, realtime, rest }: RestProps) {
    super(scope, 'Customers');
    const fn = new FeatureFunction(this, 'customers', {
      errorImpact: 'The panel beside a conversation does not load, and what is known of customers cannot be changed.',
    });
    data.actForTenants(fn);
    data.nameSecretsKey(fn);
    // where customer-erasure finds what it is to do
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['PutItem']);
    realtime.pushFrom(fn);
    rest.serve(customers, fn);
  }
}
