import { Construct } from 'constructs';
import { FeatureFunction } from '../constructs/feature-function.ts';
import { graphUrl } from '../constructs/graph-url.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import type { WorkerProps } from './props.ts';

/** Reads pages, files and texts, and makes them findable for the assistant. */
export class KnowledgeFetch extends Construct {
  constructor(scope: Construct, { data }: Pick<WorkerProps, 'data'>) {
    super(scope, 'KnowledgeFetch');
    const fn = new FeatureFunction(this, 'knowledge-fetch', {
      errorImpact: 'Pages and files that were added are not read. The assistant goes on answering from what it has read.',
      // a PDF of 10 MB, unpacked; it is given up at 800 MB
      memory: 1024,
      timeout: data.knowledgeJobs.workerTimeout,
    });
    // the one private address that may be asked is that of the local stage
    fn.tell('graphUrl', graphUrl);
    // to set when a page that does not answer is tried again
    fn.tell('knowledgeQueue', data.knowledgeJobs.queue.queueUrl);
    data.actForTenants(fn);
    data.media.nameFor(fn);
    // where knowledge-refresh finds what is to be read again
    data.table.allowPlatformItems(fn, 'PLATFORM#INDEX', ['PutItem']);
    new QueueWorker(this, data.knowledgeJobs, fn, { batchSize: 1 });
  }
}
