import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useDesk } from '../business/context.tsx';
import { stretchesKey } from '../business/queries.ts';
import { atNewest } from './at-newest.ts';
import {
  beginningOf,
  freshened,
  keptOfNewest,
  loadAround,
  loadNewer,
  meets,
  messagesAtMost,
  type Stretch,
  withoutBeginning,
  withoutEnd,
} from './load-around.ts';
import { loadOlder } from './load-thread.ts';
import type { Thread } from './thread-state.ts';
import { type Older, useOlder } from './use-older.ts';

interface Reading {
  /** The stretch to show; undefined: the thread itself, which ends with the newest message. */
  readonly stretch: Thread | undefined;
  /** It came from elsewhere, and not by scrolling there. */
  readonly jumped: boolean;
  /** What was jumped to is still being loaded. */
  readonly coming: boolean;
  readonly older: Older;
  readonly newer: Older | undefined;
  /** To the newest. */
  readonly leave: () => void;
}

/**
 * Messages far from the newest: those around one that was found by searching, or those that somebody has scrolled up to. They are
 * a stretch of their own until they meet the newest ones. Between the two may be thousands that nobody wants to wait for, or to
 * hold: what is left behind on either side is let go.
 */
export function useStretch(id: string, messageId: string | undefined, thread: Thread): Reading {
  const desk = useDesk();
  const queries = useQueryClient();
  const [path, navigate] = useLocation();
  // One that is loaded anyway is jumped to where it stands.
  const [far] = useState(() => messageId !== undefined && !thread.shown().some((message) => message.id === messageId));
  const key = useMemo(() => [...stretchesKey(desk.business, id), messageId ?? ''], [desk, id, messageId]);
  const { data, isLoading } = useQuery<Stretch | null>({
    queryKey: key,
    queryFn: () => loadAround(desk.call, id, messageId ?? ''),
    enabled: far,
    structuralSharing: false,
    gcTime: 0,
  });
  const [busy, setBusy] = useState<'older' | 'newer'>();
  const [failed, setFailed] = useState<'older' | 'newer'>();

  const put = (loaded: Stretch): void => {
    const heard = queries.getQueryData<Stretch | null>(key);
    const newest = desk.threads.get(id);
    // Left while it was loading.
    if (!heard || !newest) return;
    const grown = freshened(loaded, heard);
    if (!meets(grown, newest)) {
      queries.setQueryData(key, grown);
      return;
    }
    desk.threads.join(id, grown.thread);
    queries.setQueryData(key, null);
  };
  const more = (end: 'older' | 'newer', load: (known: Stretch) => Promise<Stretch>): void => {
    if (!data || busy) return;
    setBusy(end);
    setFailed(undefined);
    load(data)
      .then(put)
      .catch(() => setFailed(end))
      .finally(() => setBusy(undefined));
  };
  const endOf = (end: 'older' | 'newer', done: boolean, load: (known: Stretch) => Promise<Stretch>): Older => ({
    state: done ? 'none' : failed === end ? 'failed' : busy === end ? 'loading' : 'some',
    load: () => {
      if (!done && failed !== end) more(end, load);
    },
    retry: () => more(end, load),
  });

  const olderOfNewest = useOlder(
    thread,
    useCallback(async () => {
      await desk.threads.older(id);
      const long = desk.threads.get(id);
      const beginning = long && beginningOf(long);
      if (!beginning) return;
      queries.setQueryData(key, beginning);
      desk.threads.shorten(id, keptOfNewest);
    }, [desk, queries, key, id]),
  );
  return {
    stretch: data?.thread,
    jumped: far && data !== undefined,
    coming: far && isLoading,
    older: data
      ? endOf('older', data.thread.floor === 'beginning', async (known) =>
          withoutEnd({ ...known, thread: await loadOlder(desk.call, id, known.thread) }),
        )
      : olderOfNewest,
    newer: data ? endOf('newer', false, async (known) => withoutBeginning(await loadNewer(desk.call, id, known))) : undefined,
    leave: () => {
      if (messageId !== undefined) navigate(path, { replace: true, state: atNewest });
      else queries.setQueryData(key, null);
    },
  };
}

/** Whoever stays at the end of a busy conversation does not hold all that has been said in it. */
export function useShortened(id: string, thread: Thread, atEnd: boolean): void {
  const desk = useDesk();
  const long = atEnd && thread.messages.size > messagesAtMost;
  useEffect(() => {
    if (long) desk.threads.shorten(id, keptOfNewest);
  }, [desk, id, long]);
}
