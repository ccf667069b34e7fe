import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Refused } from '../../api/client.ts';
import { Button } from '../../look/button.tsx';
import { Banner, Empty, Failed, Loading } from '../../look/notice.tsx';
import { useManagement } from './words.ts';

type Look = Pick<UseQueryResult, 'isPending' | 'isError' | 'error' | 'fetchStatus'> & { refetch(): Promise<unknown> };

/** Grey shapes as high as what comes, so that nothing jumps. */
export function Skeleton({ rows, height = 'h-16' }: { rows: number; height?: string }) {
  return (
    <Loading>
      <div className="flex flex-col gap-3">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same and never move
          <div key={row} className={`${height} rounded-2xl bg-hover`} />
        ))}
      </div>
    </Loading>
  );
}

/** What a list or thing looks like before it is there: coming, offline, refused, failed. Afterwards: itself. */
export function View<T>({
  query,
  skeleton,
  children,
}: {
  query: Look & { readonly data: T | undefined };
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const words = useManagement();
  if (query.data !== undefined) {
    return (
      <>
        {query.isError ? (
          <div role="status" className="overflow-hidden rounded-xl">
            <Banner tone="warn">{words.stale}</Banner>
          </div>
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) {
    const { error } = query;
    if (error instanceof Refused && error.status === 404) return <Empty title={words.problems['not-found']} />;
    if (error instanceof Refused && error.status === 403)
      return <Empty title={words.forbidden} hint={words.problems.forbidden} />;
    return <Failed title={words.failed} hint={words.failedHint} retry={() => void query.refetch()} />;
  }
  if (query.fetchStatus === 'paused') return <Empty title={words.offline} hint={words.offlineHint} />;
  return <>{skeleton}</>;
}

/** Asks for the next page when its place comes into view; the button is for keyboards and for a failed try. */
export function More({
  query,
}: {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'> & {
    fetchNextPage(): unknown;
  };
}) {
  const words = useManagement();
  const mark = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const next = useRef(query.fetchNextPage);
  next.current = query.fetchNextPage;
  useEffect(() => {
    const place = mark.current;
    if (!place || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) next.current();
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError]);
  if (!hasNextPage) return null;
  return (
    <div ref={mark} className="flex justify-center py-2">
      <Button busy={isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {isFetchNextPageError ? words.retry : words.more}
      </Button>
    </div>
  );
}
