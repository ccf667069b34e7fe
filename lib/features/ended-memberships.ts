import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { RealtimeProps } from './props.ts';

/** Closes the open pages of people who were removed from a business, of browsers that were signed out, and of suspended or ending businesses. */
export class EndedMemberships extends Construct {
  constructor(scope: Construct, { data, realtime }: RealtimeProps) {
    super(scope, 'EndedMemberships');
    const fn = new FeatureFunction(this, 'ended-memberships', {
      errorImpact:
        'Somebody who was removed from a business, or signed out, may go on seeing new messages on a page that is still open.',
      timeout: data.endings.workerTimeout,
    });
    data.actForTenants(fn);
    data.table.allowPlatformItems(fn, 'USER', ['Query']);
    realtime.closeFrom(fn);
    new FifoWorker(this, data.endings, fn);
  }
}
