import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDesk } from '../../business/context.tsx';
import { fresh } from '../read.ts';

/** The same list that the composer proposes from. */
export function useCanned() {
  const { call, business } = useDesk();
  return useQuery({
    queryKey: ['canned', business],
    queryFn: async ({ signal }) => (await call('GET /v1/canned-responses', {}, { signal })).items,
    ...fresh,
  });
}

export function useCannedChanged(): () => Promise<void> {
  const queries = useQueryClient();
  const { business } = useDesk();
  return () => queries.invalidateQueries({ queryKey: ['canned', business] });
}
