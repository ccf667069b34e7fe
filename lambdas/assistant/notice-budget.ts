import { budgetNoticeDue } from '../_data/usage-notice.ts';
import { noticeMessage } from '../_messaging/notice-queue.ts';
import { log } from '../_shared/log.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** Has people mailed that the cap leaves no room for an answer. The customer does not wait for it: the next one at the cap asks again. */
export async function noticeBudget(
  { store, notify, clock }: { readonly store: TenantTable; readonly notify: SendFifo; readonly clock: () => number },
  capMicros: number | null,
): Promise<void> {
  if (capMicros === null) return;
  try {
    const due = await budgetNoticeDue(store, capMicros, clock());
    if (due) await notify(noticeMessage(due));
  } catch (error) {
    log.warn('nobody is told that the budget is spent', { tenant: store.tenant }, error);
  }
}
