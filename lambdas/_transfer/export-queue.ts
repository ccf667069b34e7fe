import type { ExportJob } from '../../contract/queues.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';

/** One export of a business at a time. `part`: which of the times that the same export is queued. */
export const exportMessage = (job: ExportJob, part: string): FifoMessage => ({
  group: opaqueId(job.tenant),
  deduplication: opaqueId(job.exportId, part),
  body: job,
});
