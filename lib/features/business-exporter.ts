import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { FifoWorker } from '../constructs/fifo-worker.ts';
import type { DataStack } from '../stacks/data.ts';

/** Writes everything of a business into files, piece by piece. */
export class BusinessExporter extends Construct {
  constructor(scope: Construct, { data }: { readonly data: DataStack }) {
    super(scope, 'BusinessExporter');
    const fn = new FeatureFunction(this, 'business-exporter', {
      errorImpact: 'An export of a business does not get on. What is written stays; it is tried again from there.',
      // a piece of some megabytes, twice: as rows and as text
      memory: 512,
      timeout: data.exports.workerTimeout,
    });
    data.actForTenants(fn);
    data.media.nameFor(fn);
    // to go on in another invocation when time runs out
    data.exports.fillFrom(fn);
    new FifoWorker(this, data.exports, fn);
  }
}
