import { usageNoticeDue } from '../_data/usage-notice.ts';
import { noticeMessage } from '../_messaging/notice-queue.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/**
 * Has administrators mailed when the conversations of the month run out. Asked after each conversation that counted, and after
 * each message that was there before, because the process that counted it may have died right then.
 */
export async function noticeUsage(store: TenantTable, notify: SendFifo, now: number): Promise<void> {
  const due = await usageNoticeDue(store, now);
  if (due !== undefined) await notify(noticeMessage(due));
}
