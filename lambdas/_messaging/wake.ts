import { snoozesDue } from '../_data/conversation-views.ts';
import { woken } from '../_data/conversation-work.ts';
import { internalId } from '../_data/work-message.ts';
import { type Desk, workOn } from './work-on.ts';

/**
 * Brings back the snoozed conversations whose time has come. Whoever opens the inbox does it, so that no clock has to run, and of
 * several at the same time one does. Answers how many were due, and when the next one is.
 */
export async function wakeDue(desk: Desk): Promise<{ readonly due: number; readonly wakesAt: number | undefined }> {
  const { due, wakesAt } = await snoozesDue(desk.store, desk.now);
  await Promise.all(
    due.map((id) =>
      workOn(desk, id, (read) => {
        const next = woken(read, desk.now);
        const content = { kind: 'work', event: 'woken' } as const;
        return { next, messages: [{ id: internalId(desk.now), conversationId: id, content }], quiet: true };
      }),
    ),
  );
  return { due: due.length, wakesAt };
}
