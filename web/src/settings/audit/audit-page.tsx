import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, History } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AuditAction } from '../../../../contract/audit.ts';
import { useDesk } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { Empty } from '../../look/notice.tsx';
import { useBase, useMembership } from '../here.ts';
import { Page } from '../kit/page.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { More, Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { firstPage, fresh, nextOf, settingsKey } from '../read.ts';
import { useSettingsWords } from '../words.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import { filtersOf, isBackwards, queryOf, searchOf } from './filters.ts';
import { saveAs } from './save-as.ts';
import { useAuditWords } from './words.ts';

export function AuditPage() {
  const words = useAuditWords();
  const common = useManagement();
  const settings = useSettingsWords();
  const base = useBase();
  const { call, business } = useDesk();
  const { timezone, slug } = useMembership().business;
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search, (text): text is AuditAction => text in common.actions);
  const asked = queryOf(filters, timezone);
  const query = useInfiniteQuery({
    queryKey: settingsKey(business, 'audit', asked),
    queryFn: ({ pageParam, signal }) => call('GET /v1/audit', { query: { ...asked, cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    enabled: !isBackwards(filters),
    ...fresh,
  });
  const entries = query.data?.pages.flatMap(({ items }) => items);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly good: boolean; readonly text: string }>();
  const download = async (): Promise<void> => {
    setBusy(true);
    setTold(undefined);
    try {
      saveAs(await call('GET /v1/audit/csv', { query: asked }), `${slug}-audit.csv`, 'text/csv');
      setTold({ good: true, text: words.csvDone });
    } catch (error) {
      setTold({ good: false, text: `${words.csvFailed} ${problemWords(error, common)}` });
    }
    setBusy(false);
  };
  return (
    <Page
      title={words.title}
      hint={words.hint}
      up={{ href: base, label: settings.title }}
      actions={
        <Button busy={busy} disabled={isBackwards(filters)} onClick={() => void download()}>
          <Download size={18} aria-hidden="true" />
          {words.csv}
        </Button>
      }
    >
      <p role="status" className={`text-sm empty:hidden ${told?.good ? 'text-accent' : 'text-danger'}`}>
        {told?.text}
      </p>
      <AuditFilters
        value={filters}
        thingName={entries?.find(({ thing }) => thing.id === filters.thing)?.thing.name}
        change={(next) => setSearch(searchOf(next), { replace: true })}
      />
      <View query={{ ...query, data: entries }} skeleton={<Skeleton rows={6} height="h-20" />}>
        {(some) =>
          some.length === 0 ? (
            <Empty icon={<History />} title={words.empty} hint={words.emptyHint} />
          ) : (
            <ol className="flex flex-col gap-2">
              {some.map((entry) => (
                <AuditRow key={entry.id} entry={entry} onThing={(thing) => setSearch(searchOf({ ...filters, thing }))} />
              ))}
            </ol>
          )
        }
      </View>
      <More query={query} />
    </Page>
  );
}
