import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useDesk } from '../business/context.tsx';
import { threadKey } from '../business/queries.ts';
import { atNewest } from './at-newest.ts';
import { loadAround, loadNewer, type Stretch } from './load-around.ts';
import { loadOlder } from './load-thread.ts';
import type { Thread } from './thread-state.ts';
import type { Older } from './use-older.ts';

interface Around {
  /** The stretch to show; undefined: the thread itself, which ends with the newest message. */
  readonly thread: Thread | undefined;
  readonly older: Older;
  readonly newer: Older;
  readonly leave: () => void;
}

/**
 * The messages around one that was found by searching. They are a stretch of their own until they meet the newest ones: between
 * the two may be thousands that nobody wants to wait for.
 */
export function useAround(id: string, messageId: string | undefined, thread: Thread): Around {
  const desk = useDesk();
  const queries = useQueryClient();
  const [path, navigate] = useLocation();
  // One that is loaded anyway is jumped to where it stands.
  const [far] = useState(() => messageId !== undefined && !thread.shown().some((message) => message.id === messageId));
  const key = useMemo(() => ['around', desk.business, id, messageId], [desk, id, messageId]);
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => loadAround(desk.call, id, messageId ?? ''),
    enabled: far && messageId !== undefined,
    structuralSharing: false,
    gcTime: 0,
  });
  const [busy, setBusy] = useState<'older' | 'newer'>();
  const [failed, setFailed] = useState<'older' | 'newer'>();
  const more = (end: 'older' | 'newer', load: (known: Stretch) => Promise<Stretch>): void => {
    if (!data || busy) return;
    setBusy(end);
    setFailed(undefined);
    load(data)
      .then((longer) => {
        queries.setQueryData(key, longer);
        // It has met the newest: what was a stretch is now part of the thread.
        if (longer.ceiling === undefined && data.ceiling !== undefined)
          queries.setQueryData<Thread>(threadKey(desk.business, id), (known) => known?.join(longer.thread));
      })
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
  return {
    thread: far ? data?.thread : undefined,
    older: endOf('older', data?.thread.floor === 'beginning', async (known) => ({
      ...known,
      thread: await loadOlder(desk.call, id, known.thread),
    })),
    newer: endOf('newer', data?.ceiling === undefined, (known) => loadNewer(desk.call, id, known)),
    leave: () => {
      if (messageId !== undefined) navigate(path, { replace: true, state: atNewest });
    },
  };
}
