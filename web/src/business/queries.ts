import { QueryClient } from '@tanstack/react-query';
import { isPassing } from '../api/client.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { Thread } from '../thread/thread-state.ts';

export const inboxKey = (business: string) => ['inbox', business] as const;
/** Whether a view of the inbox is loaded; its rows are in the inbox. */
export const viewKey = (business: string, ...view: readonly string[]) => ['view', business, ...view] as const;
export const colleaguesKey = (business: string) => ['colleagues', business] as const;
export const labelsKey = (business: string) => ['labels', business] as const;
export const pinnedKey = (business: string, conversationId: string) => ['pinned', business, conversationId] as const;
export const customerKey = (business: string, customerId: string) => ['customer', business, customerId] as const;
export const threadsKey = (business: string) => ['thread', business] as const;
export const threadKey = (business: string, conversationId: string) => ['thread', business, conversationId] as const;
/** Messages far from the newest that are being read. */
export const stretchesKey = (business: string, conversationId: string) => ['stretch', business, conversationId] as const;
/** What this device has kept of a conversation. */
export const keptThreadKey = (business: string, conversationId: string) => ['kept', business, conversationId] as const;

/** What is left of a thread once a part of it is let go: it replaces the very thread it was made from, and no other. */
export class Shortened {
  readonly of: Thread;
  readonly thread: Thread;

  constructor(of: Thread, thread: Thread) {
    this.of = of;
    this.thread = thread;
  }
}

/**
 * Whatever is written into the inbox or a thread is joined with what is there at that very moment: an answer that was
 * on its way while a push came in cannot undo the push.
 */
function join(known: unknown, fresh: unknown): unknown {
  if (known instanceof Inbox && fresh instanceof Inbox) return known.join(fresh);
  if (known instanceof Thread && fresh instanceof Thread) return known.join(fresh);
  if (fresh instanceof Shortened) return known === fresh.of ? fresh.thread : known;
  return fresh;
}

const forever = Number.POSITIVE_INFINITY;

export function makeQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 3 && isPassing(error),
        // Changes are pushed and caught up with; looking again on every focus would only cost.
        staleTime: forever,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });
  // Rows and what is known of them go together: neither may be forgotten while the other stays.
  queries.setQueryDefaults(['inbox'], { structuralSharing: join, gcTime: forever });
  queries.setQueryDefaults(['view'], { gcTime: forever });
  // Only the conversation that is open is told of its messages: coming back to one means asking.
  queries.setQueryDefaults(['thread'], { structuralSharing: join, refetchOnMount: 'always' });
  return queries;
}
