import { Duration } from 'aws-cdk-lib';
import { FilterRule } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { StreamWorker } from '../constructs/stream-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Makes messages and customers findable. */
export class SearchIndex extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'SearchIndex');
    const fn = new FeatureFunction(this, 'search-index', {
      errorImpact: 'New messages and new names of customers are not found by searching. The inbox shows them as always.',
      timeout: Duration.seconds(60),
    });
    data.actForTenants(fn);
    const sk = { S: FilterRule.beginsWith('M#') };
    // Statuses and reactions are changes too, the most frequent ones, and nothing to find.
    const edited = { ed: { M: { t: { N: FilterRule.exists() } } } };
    const deleted = { del: { N: FilterRule.exists() } };
    const note = { dir: { S: FilterRule.isEqual('note') } };
    new StreamWorker(this, data.table, fn, {
      records: [
        { eventName: FilterRule.or('INSERT', 'REMOVE'), dynamodb: { Keys: { sk } } },
        ...[edited, deleted, note].map((NewImage) => ({
          eventName: FilterRule.isEqual('MODIFY'),
          dynamodb: { Keys: { sk }, NewImage },
        })),
        { dynamodb: { Keys: { sk: { S: FilterRule.isEqual('CUSTOMER') } } } },
      ],
      gathersFor: Duration.seconds(1),
      lostImpact: 'Some messages or customers are not found by searching, although they are there.',
    });
  }
}
