import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { RealtimeProps } from './props.ts';

/** Closes the open pages of people who were removed from a business, of browsers that were signed out, and of suspended or ending businesses. */
export class EndedMemberships extends Construct {
  constructor(scope: Construct, { data, realtime }: RealtimeProps) {
    super(scope, 'EndedMemberships');
    const fn = new FeatureFunction(this, 'ended-memberships', {
      errorImpact:
        'Somebody who was removed from a business, or signed out, may go on seeing new messages on a page that is still open.',
      timeout: Duration.seconds(30),
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'USER', ['Query']);
    realtime.closeFrom(fn);
    new StreamWorker(this, data.table, fn, {
      records: [
        {
          eventName: FilterRule.or('MODIFY', 'REMOVE'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('MEMBER#') } } },
        },
        { eventName: FilterRule.isEqual('REMOVE'), dynamodb: { Keys: { sk: { S: FilterRule.isEqual('SESSION') } } } },
        {
          eventName: FilterRule.isEqual('MODIFY'),
          dynamodb: {
            Keys: { sk: { S: FilterRule.isEqual('TENANT') } },
            NewImage: { status: { S: FilterRule.or('suspended', 'deleting') } },
          },
        },
      ],
      lostImpact:
        'Somebody who was removed from a business, or signed out, may go on seeing new messages until their page is closed.',
    });
  }
}
