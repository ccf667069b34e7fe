import { useInfiniteQuery } from '@tanstack/react-query';
import { Building2, ChevronRight, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { PlatformBusiness } from '../../../contract/platform.ts';
import { Avatar } from '../look/avatar.tsx';
import { Field } from '../look/field.tsx';
import { Empty } from '../look/notice.tsx';
import { OwnLine } from '../look/own-line.tsx';
import { Select } from '../settings/kit/choice.tsx';
import { LinkButton } from '../settings/kit/links.tsx';
import { Page } from '../settings/kit/page.tsx';
import { More, Skeleton, View } from '../settings/kit/view.tsx';
import { useManagement } from '../settings/kit/words.ts';
import { firstPage, fresh, nextOf } from '../settings/read.ts';
import { useSigned } from '../shell/signed.tsx';
import { useOwnFormats } from './formats.ts';
import { StatusPill } from './status-pill.tsx';
import { usePlatformWords } from './words.ts';

type Status = PlatformBusiness['status'];

/** Typing asks when it pauses, not with every letter. */
const pauseMs = 300;

export function PlatformBusinessesPage() {
  const words = usePlatformWords();
  const common = useManagement();
  const { call } = useSigned();
  const [params, setParams] = useSearchParams();
  const isStatus = (text: string): text is Status => text in common.statuses;
  const search = params.get('search')?.trim() ?? '';
  const given = params.get('status') ?? '';
  const status = isStatus(given) ? given : undefined;
  const [typed, setTyped] = useState(search);
  const show = (next: { search: string; status: string }): void =>
    setParams(new URLSearchParams(Object.entries(next).filter(([, value]) => value !== '')), { replace: true });
  useEffect(() => {
    if (typed.trim() === search) return;
    const timer = setTimeout(() => show({ search: typed.trim(), status: given }), pauseMs);
    return () => clearTimeout(timer);
  });
  const asked = { ...(search === '' ? {} : { search }), ...(status ? { status } : {}) };
  const query = useInfiniteQuery({
    queryKey: ['platform', 'businesses', 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      call('GET /v1/platform/businesses', { query: { ...asked, cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    ...fresh,
  });
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={words.businesses}
      hint={words.businessesHint}
      actions={
        <LinkButton look="primary" href="/platform/businesses/new">
          <Plus size={18} aria-hidden="true" />
          {words.create}
        </LinkButton>
      }
    >
      <search className="grid gap-3 sm:grid-cols-[1fr_12rem]">
        <Field
          label={words.search}
          hint={words.searchHint}
          type="search"
          dir="auto"
          maxLength={80}
          autoComplete="off"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Select
          label={words.status}
          value={status ?? ''}
          options={[
            { value: '', label: words.anyStatus },
            ...Object.entries(common.statuses).map(([value, label]) => ({ value, label })),
          ]}
          onChange={({ currentTarget }) => show({ search: typed.trim(), status: currentTarget.value })}
        />
      </search>
      <View query={{ ...query, data: items }} skeleton={<Skeleton rows={5} />}>
        {(some) =>
          some.length === 0 ? (
            <Empty icon={<Building2 />} title={words.empty} hint={words.emptyHint} />
          ) : (
            <ul className="flex flex-col overflow-hidden rounded-2xl border border-line bg-surface">
              {some.map((business) => (
                <Row key={business.id} business={business} />
              ))}
            </ul>
          )
        }
      </View>
      <More query={query} />
    </Page>
  );
}

function Row({ business }: { business: PlatformBusiness }) {
  const words = usePlatformWords();
  const common = useManagement();
  const formats = useOwnFormats();
  const { id, name, slug, plan, createdAt } = business;
  return (
    <li className="border-b border-line last:border-b-0">
      <Link href={`/platform/businesses/${id}`} className="flex items-center gap-3 p-3 -outline-offset-2 hover:bg-hover">
        <Avatar small id={id} name={name} />
        <span className="min-w-0 grow">
          <OwnLine className="font-medium">{name}</OwnLine>
          <span className="block truncate text-sm text-soft">
            <bdi dir="ltr">{slug}</bdi> · {common.plans[plan]}
            <span className="max-sm:hidden"> · {words.created(formats.day(createdAt, Date.now()))}</span>
          </span>
        </span>
        <StatusPill status={business.status} />
        <ChevronRight size={18} aria-hidden="true" className="shrink-0 text-soft rtl:-scale-x-100" />
      </Link>
    </li>
  );
}
