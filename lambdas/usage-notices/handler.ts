import { noticeReceives, UsageNoticeJob } from '../../contract/queues.ts';
import { now } from '../_shared/clock.ts';
import { linkBase, mailer } from '../_shared/mail.ts';
import { fifoWorker } from '../_shared/queue.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { tellAdmins } from './tell-admins.ts';

const common = { sendMail: mailer(process.env), origin: linkBase(process.env, undefined), clock: now };

const work = () => ({
  handle: (job: UsageNoticeJob) => tellAdmins({ ...common, store: tenantTable(job.tenant) }, job),
});

export const handler = fifoWorker(UsageNoticeJob, work, { receives: noticeReceives });
