import { useQuery } from '@tanstack/react-query';
import { useDesk } from '../../business/context.tsx';
import { fresh, settingsKey } from '../read.ts';

/** Everything that was published. `counting`: the number of what counts now; with another one there is another list. */
export function useVersions(counting: number | undefined) {
  const { call, business } = useDesk();
  return useQuery({
    queryKey: settingsKey(business, 'prompts', 'versions', counting ?? 0),
    queryFn: ({ signal }) => call('GET /v1/prompts/versions', {}, { signal }),
    ...fresh,
  });
}
