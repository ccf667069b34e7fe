import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/**
 * Queues what follows from changes of the table: messages and exports whose author crashed before queueing them, and changes of
 * people. A stream has room for two readers, so whoever follows it works on a queue that this one fills (docs/adr/0008).
 */
export class OutboxRelay extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'OutboxRelay');
    const fn = new FeatureFunction(this, 'outbox-relay', {
      errorImpact:
        'An answer, an export or a change of rights that was accepted in the very moment of a crash goes no further, and people who were removed or signed out may go on seeing new messages on a page that is open.',
      memory: 128,
      timeout: Duration.seconds(30),
    });
    data.outbound.fillFrom(fn);
    data.exports.fillFrom(fn);
    data.rights.fillFrom(fn);
    data.endings.fillFrom(fn);
    const changed = FilterRule.or('INSERT', 'MODIFY');
    const ended = FilterRule.or('MODIFY', 'REMOVE');
    const sortKey = (...rules: readonly unknown[][]) => ({ Keys: { sk: { S: rules.flat() } } });
    // AWS takes five patterns. None of them fits what an inbound message writes.
    new StreamWorker(this, data.table, fn, {
      records: [
        {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { status: { S: FilterRule.isEqual('queued') }, dir: { S: FilterRule.isEqual('out') } } },
        },
        {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: {
            ...sortKey(FilterRule.beginsWith('EXPORT#')),
            NewImage: { state: { S: FilterRule.isEqual('waiting') } },
          },
        },
        { eventName: changed, dynamodb: sortKey(FilterRule.beginsWith('EMPLOYEE#'), FilterRule.beginsWith('ROLE#')) },
        // A business: whether it may work is part of what the authorizer decides, and who may listen.
        { eventName: ended, dynamodb: sortKey(FilterRule.beginsWith('MEMBER#'), FilterRule.isEqual('TENANT')) },
        { eventName: FilterRule.isEqual('REMOVE'), dynamodb: sortKey(FilterRule.isEqual('SESSION')) },
      ],
      lostImpact:
        'An answer may stay queued without being sent, an export wait, or a change of people not be followed: its relay failed for good.',
    });
  }
}
