import type { ConversationSummary } from '../../../contract/conversations.ts';

/** Conversations with something unread that wait for this person: theirs, and those that are nobody's and not the assistant's. */
export function countForBadge(rows: Iterable<ConversationSummary>, me: string): number {
  let count = 0;
  for (const { unread, status, assigneeId, mode } of rows) {
    if (unread === 0 || status !== 'open') continue;
    if (assigneeId === me || (assigneeId === undefined && mode !== 'ai')) count += 1;
  }
  return count;
}

/** On the icon of the installed app; elsewhere nothing happens. */
export function showBadge(count: number): void {
  const done = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  done?.catch(() => undefined);
}
