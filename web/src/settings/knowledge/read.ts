import { useInfiniteQuery } from '@tanstack/react-query';
import type { KnowledgeSource } from '../../../../contract/knowledge.ts';
import { useDesk } from '../../business/context.tsx';
import { fresh, settingsKey } from '../read.ts';

/** What is being read is looked at again until it is done: nothing pushes it. */
const lookEveryMs = 3_000;
const isWaiting = ({ state }: KnowledgeSource): boolean => state === 'waiting';

export function useKnowledge() {
  const { call, business } = useDesk();
  const begin: KnowledgeSource['id'] | undefined = undefined;
  return useInfiniteQuery({
    queryKey: settingsKey(business, 'knowledge'),
    queryFn: ({ pageParam, signal }: { pageParam: KnowledgeSource['id'] | undefined; signal: AbortSignal }) =>
      call('GET /v1/knowledge', { query: { before: pageParam } }, { signal }),
    initialPageParam: begin,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isWaiting)) ? lookEveryMs : false),
    ...fresh,
  });
}
