import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import type { Me } from '../../../contract/session.ts';
import type { Inbox } from '../inbox/inbox-state.ts';
import { byActivity } from '../inbox/views.ts';
import { personalKey } from '../session/kept.ts';
import { Thread } from '../thread/thread-state.ts';

/** The last conversations of a business, as they were at `at` (own clock, ms), and what their rows speak of. */
export interface KeptInbox {
  readonly at: number;
  readonly rows: readonly ConversationSummary[];
  readonly labels: unknown;
  readonly colleagues: unknown;
}

/** The last messages of a conversation, without a hole. `whole`: there are no older ones. */
export interface KeptThread {
  readonly at: number;
  readonly messages: readonly Message[];
  readonly whole: boolean;
}

/** A phone holds this much without anybody noticing: about 2 MB for a business. */
export const rowsAtMost = 100;
export const threadsAtMost = 40;
export const messagesAtMost = 40;
/** After so long without a word from the server nothing is shown any more: who knows whether the person still may see it. */
export const keptForMs = 7 * 24 * 3_600_000;

export const isFresh = (at: number, now: number): boolean => at <= now && now - at < keptForMs;

/** Those with the newest activity, whatever view they are in. */
export const rowsToKeep = (inbox: Inbox): ConversationSummary[] => [...inbox.rows.values()].sort(byActivity).slice(0, rowsAtMost);

/** Undefined: not even its newest page is loaded. */
export function threadToKeep(thread: Thread, at: number): KeptThread | undefined {
  if (thread.floor === undefined) return undefined;
  const shown = thread.shown().sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    at,
    messages: shown.slice(-messagesAtMost),
    whole: thread.floor === 'beginning' && shown.length <= messagesAtMost,
  };
}

export const threadOf = ({ messages, whole }: KeptThread): Thread => Thread.ofPage(messages, !whole);

const meKey = personalKey('me');

/** Who one is and where one works, for a start without the server. */
export function keepMe(storage: Storage, me: Me, at: number): void {
  try {
    storage.setItem(meKey, JSON.stringify({ at, me }));
  } catch {
    // Storage full: the app then needs the server to start.
  }
}

export function keptMe(storage: Storage, now: number): { readonly at: number; readonly me: Me } | undefined {
  try {
    const kept: { at: number; me: Me } | null = JSON.parse(storage.getItem(meKey) ?? 'null');
    return kept !== null && isFresh(kept.at, now) ? kept : undefined;
  } catch {
    return undefined;
  }
}
