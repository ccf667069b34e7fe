import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Mails administrators when the conversations of a month run out. */
export class UsageNotices extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'UsageNotices');
    const fn = new FeatureFunction(this, 'usage-notices', {
      errorImpact:
        'Administrators are not mailed that the conversations of their plan run out. The app says so, and nothing is lost.',
      timeout: data.notices.workerTimeout,
    });
    data.actForTenants(fn);
    data.mail.sendFrom(fn);
    new FifoWorker(this, data.notices, fn);
  }
}
