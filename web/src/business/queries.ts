import { QueryClient } from '@tanstack/react-query';
import { isPassing } from '../api/client.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { Thread } from '../thread/thread-state.ts';

export const inboxKey = (business: string) => ['inbox', business] as const;
export const threadsKey = (business: string) => ['thread', business] as const;
export const threadKey = (business: string, conversationId: string) => ['thread', business, conversationId] as const;

/**
 * Whatever is written into the inbox or a thread is joined with what is there at that very moment: an answer that was
 * on its way while a push came in cannot undo the push.
 */
function join(known: unknown, fresh: unknown): unknown {
  if (known instanceof Inbox && fresh instanceof Inbox) return known.join(fresh);
  if (known instanceof Thread && fresh instanceof Thread) return known.join(fresh);
  return fresh;
}

const forever = Number.POSITIVE_INFINITY;

/** Rows that were only pushed are no list yet. */
const isLoaded = (data: unknown): boolean => data instanceof Inbox && data.edge !== undefined;

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
  queries.setQueryDefaults(['inbox'], {
    structuralSharing: join,
    staleTime: ({ state }) => (isLoaded(state.data) ? forever : 0),
  });
  // Only the conversation that is open is told of its messages: coming back to one means asking.
  queries.setQueryDefaults(['thread'], { structuralSharing: join, refetchOnMount: 'always' });
  return queries;
}
