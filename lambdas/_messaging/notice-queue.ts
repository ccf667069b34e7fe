import type { UsageNoticeJob } from '../../contract/queues.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';

export const noticeMessage = (job: UsageNoticeJob): FifoMessage => ({
  group: opaqueId(job.tenant),
  deduplication: opaqueId(job.tenant, job.month, String(job.limit), job.level),
  body: job,
});
