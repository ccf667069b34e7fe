import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Queues every message that was written as queued, and every export that was asked for, in case its author crashed before doing so. */
export class OutboxRelay extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'OutboxRelay');
    const fn = new FeatureFunction(this, 'outbox-relay', {
      errorImpact:
        'An answer, or an export, that was accepted in the very moment of a crash stays queued and goes no further. All others do.',
      memory: 128,
      timeout: Duration.seconds(30),
    });
    data.outbound.fillFrom(fn);
    data.exports.fillFrom(fn);
    new StreamWorker(this, data.table, fn, {
      records: [
        {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { status: { S: FilterRule.isEqual('queued') }, dir: { S: FilterRule.isEqual('out') } } },
        },
        {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: {
            Keys: { sk: { S: FilterRule.beginsWith('EXPORT#') } },
            NewImage: { state: { S: FilterRule.isEqual('waiting') } },
          },
        },
      ],
      lostImpact: 'An answer may stay queued without being sent, or an export wait: its relay failed for good.',
    });
  }
}
