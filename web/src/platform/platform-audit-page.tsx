import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { Empty } from '../look/notice.tsx';
import { AuditEntryCard } from '../settings/audit/audit-row.tsx';
import { Page } from '../settings/kit/page.tsx';
import { More, Skeleton, View } from '../settings/kit/view.tsx';
import { firstPage, fresh, nextOf } from '../settings/read.ts';
import { useSigned } from '../shell/signed.tsx';
import { useOwnFormats } from './formats.ts';
import { usePlatformWords } from './words.ts';

export function PlatformAuditPage() {
  const words = usePlatformWords();
  const formats = useOwnFormats();
  const { call } = useSigned();
  const query = useInfiniteQuery({
    queryKey: ['platform', 'audit'],
    queryFn: ({ pageParam, signal }) => call('GET /v1/platform/audit', { query: { cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    ...fresh,
  });
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Page title={words.audit} hint={words.auditHint}>
      <View query={{ ...query, data: items }} skeleton={<Skeleton rows={6} height="h-20" />}>
        {(some) =>
          some.length === 0 ? (
            <Empty icon={<History />} title={words.auditEmpty} />
          ) : (
            <ol className="flex flex-col gap-2">
              {some.map(({ entry }) => (
                <AuditEntryCard key={entry.id} entry={entry} when={formats.full} />
              ))}
            </ol>
          )
        }
      </View>
      <More query={query} />
    </Page>
  );
}
