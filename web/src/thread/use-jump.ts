import { useCallback, useEffect, useRef, useState } from 'react';
import type { Message } from '../../../contract/message.ts';
import type { Row } from './timeline.ts';
import type { Older } from './use-older.ts';

type Missing = 'quoteLoading' | 'quoteNotFound' | undefined;

const litMs = 1600;
const jumpPagesAtMost = 20;

/** To a quoted message: loads what lies between, shows it and lights it up for a moment. */
export function useJump(
  rows: readonly Row[],
  byProviderId: ReadonlyMap<string, Message>,
  older: Older,
  show: (index: number) => void,
) {
  const [wanted, setWanted] = useState<string>();
  const [lit, setLit] = useState<string>();
  const [missing, setMissing] = useState<Missing>();
  const pages = useRef(0);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (wanted === undefined) return;
    const found = byProviderId.get(wanted);
    if (found) {
      setWanted(undefined);
      setMissing(undefined);
      setLit(found.id);
      latest.current(rows.findIndex(({ key }) => key === found.id));
    } else if (older.state === 'some' && pages.current < jumpPagesAtMost) {
      pages.current += 1;
      setMissing('quoteLoading');
      older.load();
    } else if (older.state !== 'loading') {
      setWanted(undefined);
      setMissing('quoteNotFound');
    }
  }, [wanted, byProviderId, rows, older]);
  useEffect(() => {
    if (lit === undefined && missing !== 'quoteNotFound') return;
    const timer = setTimeout(
      () => {
        setLit(undefined);
        setMissing(undefined);
      },
      litMs * (missing ? 2 : 1),
    );
    return () => clearTimeout(timer);
  }, [lit, missing]);
  const jump = useCallback((providerId: string) => {
    pages.current = 0;
    setWanted(providerId);
  }, []);
  return { lit, light: setLit, missing, jump };
}
