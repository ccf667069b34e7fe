import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import { newestIncoming } from './timeline.ts';

function followVisibility(follower: () => void): () => void {
  document.addEventListener('visibilitychange', follower);
  window.addEventListener('focus', follower);
  window.addEventListener('blur', follower);
  return () => {
    document.removeEventListener('visibilitychange', follower);
    window.removeEventListener('focus', follower);
    window.removeEventListener('blur', follower);
  };
}

const settleMs = 400;

/**
 * Marks messages as read (the customer sees blue ticks) when a person could really see them: the page is in front, and the
 * thread stands at its end.
 */
export function useReading(row: ConversationSummary, messages: readonly Message[], atEnd: boolean): void {
  const desk = useDesk();
  const looking = useSyncExternalStore(followVisibility, () => document.visibilityState === 'visible' && document.hasFocus());
  const told = useRef<string>(undefined);
  const newest = row.unread > 0 ? newestIncoming(messages)?.id : undefined;
  useEffect(() => {
    if (!atEnd || !looking || newest === undefined || told.current === newest) return;
    const timer = setTimeout(() => {
      told.current = newest;
      desk.read(row.id, newest).catch(() => {
        // Not told: the next look at the conversation tries again.
        told.current = undefined;
      });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [desk, row.id, atEnd, looking, newest]);
}
