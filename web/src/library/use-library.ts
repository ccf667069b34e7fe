import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MediaKind } from '../../../contract/message.ts';
import { useDesk } from '../business/context.tsx';
import { firstPage, fresh, nextOf } from '../settings/read.ts';
import { type Filters, isBackwards, queryOf } from './filters.ts';

export interface Usage {
  readonly kind: MediaKind;
  readonly files: number;
  readonly bytes: number;
}

const keyOf = (business: string, ...parts: readonly unknown[]) => ['library', business, ...parts];

export function useFiles(filters: Filters) {
  const { call, business, membership } = useDesk();
  const asked = queryOf(filters, membership.business.timezone);
  return useInfiniteQuery({
    queryKey: keyOf(business, 'list', asked),
    queryFn: ({ pageParam, signal }) => call('GET /v1/media', { query: { ...asked, cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    enabled: !isBackwards(filters),
    ...fresh,
  });
}

export function useFileUsage() {
  const { call, business } = useDesk();
  return useQuery({
    queryKey: keyOf(business, 'usage'),
    queryFn: async ({ signal }) => (await call('GET /v1/media/usage', {}, { signal })).kinds,
    ...fresh,
  });
}

/** After one was deleted. */
export function useReload(): () => Promise<void> {
  const queries = useQueryClient();
  const { business } = useDesk();
  return () => queries.invalidateQueries({ queryKey: keyOf(business) });
}
