import { Construct } from 'constructs';
import { unmatchedStatuses } from '../../contract/conversations.ts';
import { FeatureFunction } from '../constructs/feature-function.ts';
import type { RestProps } from './props.ts';

/** Delivery statuses of messages that were not sent from here. */
export class UnmatchedStatuses extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'UnmatchedStatuses');
    const fn = new FeatureFunction(this, 'unmatched-statuses', {
      errorImpact: 'The delivery status of messages sent from the phone app cannot be looked up. Nothing else is touched.',
    });
    data.actForTenants(fn);
    rest.serve(unmatchedStatuses, fn);
  }
}
