import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Mails people when the conversations of a month run out, or what models may cost in it. */
export class UsageNotices extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'UsageNotices');
    const fn = new FeatureFunction(this, 'usage-notices', {
      errorImpact:
        'Nobody is mailed that the conversations of the plan or the budget of the assistant run out. The app says so, and nothing is lost.',
      timeout: data.notices.workerTimeout,
    });
    data.actForTenants(fn);
    data.mail.sendFrom(fn);
    new FifoWorker(this, data.notices, fn);
  }
}
