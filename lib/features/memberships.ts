import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { RestProps } from './props.ts';

/** Finishes changes of people and roles whose author died in the middle, and signs out who works for nobody any more. */
export class Memberships extends Construct {
  constructor(scope: Construct, { data, rest }: RestProps) {
    super(scope, 'Memberships');
    const fn = new FeatureFunction(this, 'memberships', {
      errorImpact:
        'A change of rights made in the very moment of a crash does not count yet, and people who were deactivated stay signed in.',
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'USER', ['PutItem', 'Query']);
    data.endSessionsFrom(fn);
    rest.mayForgetDecisions(fn);
    const eventName = FilterRule.or('INSERT', 'MODIFY');
    new StreamWorker(this, data.table, fn, {
      records: [
        { eventName, dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('EMPLOYEE#') } } } },
        { eventName, dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('ROLE#') } } } },
        // A business: whether it may work is part of what the authorizer decides.
        { eventName: FilterRule.or('MODIFY', 'REMOVE'), dynamodb: { Keys: { sk: { S: FilterRule.isEqual('TENANT') } } } },
      ],
      lostImpact: 'Somebody may still have rights that were taken away, or not have those that were given.',
    });
  }
}
