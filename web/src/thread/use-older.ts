import { useEffect, useMemo, useRef, useState } from 'react';
import type { Thread } from './thread-state.ts';

export interface Older {
  /** `none`: the conversation's beginning is loaded. */
  readonly state: 'some' | 'loading' | 'failed' | 'none';
  readonly load: () => void;
  readonly retry: () => void;
}

/** Older messages: one page at a time, once per position; after a failure only when a person asks. */
export function useOlder(thread: Thread, loadPage: () => Promise<void>): Older {
  const floor = typeof thread.floor === 'object' ? thread.floor.id : undefined;
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const asked = useRef<string>(undefined);
  // What was let go of may be asked for again.
  useEffect(() => {
    if (asked.current !== floor) asked.current = undefined;
  }, [floor]);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  return useMemo(() => {
    const load = (): void => {
      if (floor === undefined || asked.current === floor) return;
      asked.current = floor;
      setState('loading');
      loadPage().then(
        () => alive.current && setState('idle'),
        () => alive.current && setState('failed'),
      );
    };
    const retry = (): void => {
      asked.current = undefined;
      load();
    };
    return { state: floor === undefined ? 'none' : state === 'idle' ? 'some' : state, load, retry };
  }, [loadPage, floor, state]);
}
