import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Queues every message that was written as queued, in case its author crashed before doing so. */
export class OutboxRelay extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'OutboxRelay');
    const fn = new FeatureFunction(this, 'outbox-relay', {
      errorImpact: 'An answer that was accepted in the very moment of a crash stays queued and is not sent. All others are.',
      memory: 128,
      timeout: Duration.seconds(30),
    });
    data.outbound.fillFrom(fn);
    new StreamWorker(this, data.table, fn, {
      records: [
        {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { status: { S: FilterRule.isEqual('queued') }, dir: { S: FilterRule.isEqual('out') } } },
        },
      ],
      lostImpact: 'An answer may stay queued without being sent: its relay failed for good.',
    });
  }
}
